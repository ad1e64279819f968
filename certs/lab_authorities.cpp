#include "certs/lab_authorities.hpp"

namespace lab::certs {

LabAuthorities LabAuthorities::create(KeyKind key_kind) {
  Authority root = Authority::create_root("eglab root", key_kind);
  Authority intermediate = root.create_intermediate("eglab intermediate", key_kind);
  return {std::move(root), std::move(intermediate)};
}

LabAuthorities LabAuthorities::create_impostors() const {
  Authority false_root = root.create_impostor();
  Authority false_intermediate = intermediate.create_impostor(&false_root);
  return {std::move(false_root), std::move(false_intermediate)};
}

}  // namespace lab::certs
