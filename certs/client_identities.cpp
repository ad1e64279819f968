#include "certs/client_identities.hpp"

#include <atomic>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "certs/client_files.hpp"
#include "lab/base/error.hpp"

namespace lab::certs {
namespace {

/// Below this many clients, starting a second thread costs more than it saves.
constexpr std::size_t clients_worth_a_thread = 64;

bool goes_by_thumbprint(const model::Client& client) {
  return client.validation_scheme == model::ValidationScheme::thumbprint_match;
}

Identity make_identity(const model::Client& client, const LabAuthorities& authorities,
                       KeyKind key_kind) {
  const LeafRequest request = leaf_request_for(client, key_kind);
  try {
    return goes_by_thumbprint(client) ? self_signed(request)
                                      : authorities.intermediate.issue(request);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("client {}", client.name), error.what());
  }
}

/// Which certificates are to be made, and whose they are.
class Orders {
 public:
  explicit Orders(const std::vector<const model::Client*>& clients) {
    for (const model::Client* client : clients) {
      const auto& listed = client->allowed_thumbprints;
      if (!goes_by_thumbprint(*client) || listed.empty()) {
        shares_.push_back({add(client), {}});
        continue;
      }
      Share share{add_listed(client, listed.front()), {}};
      if (listed.size() > 1) share.second = add_listed(client, listed[1]);
      shares_.push_back(share);
    }
  }

  /// The client that each certificate is made for; the first one, where it is shared.
  [[nodiscard]] const std::vector<const model::Client*>& all() const { return orders_; }

  /// Which of them are a client's.
  struct Share {
    std::size_t first = 0;
    std::optional<std::size_t> second;
  };
  [[nodiscard]] const Share& of(std::size_t client) const { return shares_[client]; }

 private:
  std::size_t add(const model::Client* client) {
    orders_.push_back(client);
    return orders_.size() - 1;
  }

  std::size_t add_listed(const model::Client* client, std::string_view thumbprint) {
    const auto [place, is_new] = listed_.emplace(thumbprint, orders_.size());
    return is_new ? add(client) : place->second;
  }

  std::vector<const model::Client*> orders_;
  std::vector<Share> shares_;
  std::map<std::string_view, std::size_t> listed_;
};

}  // namespace

void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      next = count;
      const std::lock_guard lock{failure_mutex};
      if (failure == nullptr) failure = std::current_exception();
    }
  };
  if (count < clients_worth_a_thread) {
    run();
  } else {
    const std::jthread second{run};
    run();
  }
  if (failure != nullptr) std::rethrow_exception(failure);
}

std::vector<ClientIdentity> make_client_identities(const std::vector<const model::Client*>& clients,
                                                   const LabAuthorities& authorities,
                                                   KeyKind key_kind) {
  const Orders orders{clients};
  std::vector<Identity> made(orders.all().size());
  for_each_index(made.size(), [&](std::size_t i) {
    made[i] = make_identity(*orders.all()[i], authorities, key_kind);
  });
  std::vector<ClientIdentity> identities;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const Orders::Share& share = orders.of(i);
    ClientIdentity identity{clients[i], made[share.first], {}};
    if (share.second) identity.second = made[*share.second];
    identities.push_back(std::move(identity));
  }
  return identities;
}

}  // namespace lab::certs
