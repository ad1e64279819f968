#pragma once

#include "certs/authority.hpp"

namespace lab::certs {

/// The authorities of one lab: a root that everybody trusts, and the intermediate that signs the
/// leaves. Kept by whoever wants to issue more certificates (or bad ones) into the same lab.
struct LabAuthorities {
  Authority root;
  Authority intermediate;

  /// A new root and intermediate, with keys of this kind.
  static LabAuthorities create(KeyKind key_kind = KeyKind::ec_p256);

  /// Both again by a forger: same names, same key identifiers, other keys.
  [[nodiscard]] LabAuthorities create_impostors() const;
};

}  // namespace lab::certs
