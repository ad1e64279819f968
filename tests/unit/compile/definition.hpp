#pragma once

#include <string>
#include <vector>

#include "lab/model/namespace.hpp"

namespace lab::compile {

/// A namespace definition put together by a test: it says only what the test is about.
class Definition {
 public:
  Definition& client(const std::string& name, model::Attributes attributes = {});
  Definition& disabled_client(const std::string& name);
  /// A client whose authentication name is not its own name.
  Definition& client_known_as(const std::string& name, const std::string& authentication_name);
  Definition& group(const std::string& name, const std::string& query);
  Definition& space(const std::string& name, const std::vector<std::string>& templates);
  Definition& may_publish(const std::string& group, const std::string& space);
  Definition& may_subscribe(const std::string& group, const std::string& space);

  [[nodiscard]] const model::Namespace& get() const { return namespace_; }
  [[nodiscard]] model::Namespace& get() { return namespace_; }

 private:
  Definition& bind(const std::string& group, const std::string& space,
                   model::Permission permission);

  model::Namespace namespace_;
};

/// One client that may subscribe to one template: the smallest definition with a subscription.
Definition subscriber_of(const std::string& topic_template);

}  // namespace lab::compile
