#include "lab/apps/explain_json.hpp"

#include <optional>
#include <string>

namespace lab::apps {
namespace {

using Json = nlohmann::ordered_json;
using namespace lab::model;  // NOLINT(google-build-using-namespace): words every part of it.

const char* word(Action action) {
  return action == Action::publish ? "publish" : "subscribe";
}

const char* word(Permission permission) {
  return permission == Permission::publisher ? "Publisher" : "Subscriber";
}

const char* word(LegPurpose purpose) {
  switch (purpose) {
    case LegPurpose::operation: return "operation";
    case LegPurpose::send_request: return "send_request";
    case LegPurpose::receive_request: return "receive_request";
    case LegPurpose::send_response: return "send_response";
    case LegPurpose::receive_response: return "receive_response";
  }
  return "";
}

const char* word(Decision::Refusal refusal) {
  using Refusal = Decision::Refusal;
  switch (refusal) {
    case Refusal::none: return "none";
    case Refusal::unknown_client: return "unknown_client";
    case Refusal::disabled_client: return "disabled_client";
    case Refusal::invalid_topic: return "invalid_topic";
    case Refusal::reserved_topic: return "reserved_topic";
    case Refusal::no_group: return "no_group";
    case Refusal::no_binding: return "no_binding";
    case Refusal::no_matching_template: return "no_matching_template";
  }
  return "";
}

const char* word(TopicTemplate::NoFilter::Cause cause) {
  using Cause = TopicTemplate::NoFilter::Cause;
  switch (cause) {
    case Cause::attribute_missing: return "attribute_missing";
    case Cause::attribute_is_array: return "attribute_is_array";
    case Cause::value_is_empty: return "value_is_empty";
    case Cause::value_injects: return "value_injects";
    case Cause::too_long: return "too_long";
  }
  return "";
}

Json or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

Json to_json(const GroupStep& group) {
  Json failed = Json::array();
  for (const FailedPart& part : group.failed) {
    failed.push_back(
        {{"comparison", part.comparison}, {"key", part.key}, {"value", or_null(part.value)}});
  }
  return {{"name", group.name},
          {"query", group.query},
          {"member", group.is_member},
          {"failed", std::move(failed)},
          {"one_would_do", group.one_would_do}};
}

Json to_json(const TemplateStep& step) {
  Json json = {{"template", step.topic_template},
               {"filter", step.no_filter ? Json(nullptr) : Json(step.filter)},
               {"covers", step.covers}};
  if (step.no_filter) {
    json["no_filter"] = {{"cause", word(step.no_filter->cause)},
                         {"variable", step.no_filter->variable},
                         {"value", step.no_filter->value}};
  }
  return json;
}

Json to_json(const BindingStep& binding) {
  Json templates = Json::array();
  for (const TemplateStep& step : binding.templates) templates.push_back(to_json(step));
  return {{"name", binding.name},
          {"client_group", binding.client_group},
          {"topic_space", binding.topic_space},
          {"permission", word(binding.permission)},
          {"counts", binding.counts},
          {"templates", std::move(templates)}};
}

Json to_json(const NearestStep& nearest) {
  Json segments = Json::array();
  for (const SegmentStep& segment : nearest.segments) {
    segments.push_back({{"given", or_null(segment.given)}, {"asked", or_null(segment.asked)}});
  }
  return {{"binding", nearest.binding},
          {"topic_space", nearest.topic_space},
          {"template", nearest.topic_template},
          {"segments", std::move(segments)},
          {"differs_at", nearest.differs_at ? Json(*nearest.differs_at) : Json(nullptr)}};
}

Json to_json(const LegExplanation& leg) {
  Json groups = Json::array();
  for (const GroupStep& group : leg.groups) groups.push_back(to_json(group));
  Json bindings = Json::array();
  for (const BindingStep& binding : leg.bindings) bindings.push_back(to_json(binding));
  return {{"purpose", word(leg.purpose)},
          {"client", leg.asked.client},
          {"action", word(leg.asked.action)},
          {"topic", leg.asked.topic},
          {"allowed", leg.allowed},
          {"refusal", word(leg.decision.refusal)},
          {"explanation", leg.decision.explanation},
          {"groups", std::move(groups)},
          {"bindings", std::move(bindings)},
          {"nearest", leg.nearest ? to_json(*leg.nearest) : Json(nullptr)}};
}

Json to_json(const Change& change, const std::vector<PatchOperation>& operations) {
  if (!change.why_none.empty()) return {{"why_none", change.why_none}};
  if (operations.empty()) return nullptr;
  Json patch = Json::array();
  for (const PatchOperation& operation : operations) {
    patch.push_back(
        {{"op", "add"}, {"path", operation.path}, {"value", Json::parse(operation.value)}});
  }
  Json also = Json::array();
  for (const Right& right : change.also_allows) {
    also.push_back({{"client", right.client},
                    {"action", word(right.action)},
                    {"filter", right.filter},
                    {"binding", right.binding},
                    {"template", right.topic_template}});
  }
  return {{"patch", std::move(patch)}, {"also_allows", std::move(also)}};
}

}  // namespace

Json to_json(const Explanation& explanation, const Change& change,
             const std::vector<PatchOperation>& patch) {
  Json legs = Json::array();
  for (const LegExplanation& leg : explanation.legs) legs.push_back(to_json(leg));
  Json json = {{"allowed", explanation.allowed}};
  if (explanation.request) {
    const AskedRequest& request = *explanation.request;
    json["request"] = {{"requester", request.requester},
                       {"responder", request.responder},
                       {"topic", request.topic},
                       {"response_topic", request.response_topic}};
  }
  json["legs"] = std::move(legs);
  json["notes"] = explanation.notes;
  json["change"] = to_json(change, patch);
  return json;
}

}  // namespace lab::apps
