// Goal: what an Azure resource id names is recognised, however much of it is known.
// Method: ids in the forms that scripts and answers have.

#include <gtest/gtest.h>

#include "lab/model/import_resource_id.hpp"
#include "lab/model/import_unknown.hpp"

namespace lab::model {
namespace {

TEST(ResourceIds, OfANamespaceAndItsChildren_AreTakenApart) {
  const ResourceId own = parse_resource_id(
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.EventGrid/namespaces/fleet/");
  EXPECT_TRUE(own.is_event_grid);
  EXPECT_EQ(own.namespace_name, "fleet");
  EXPECT_EQ(own.segment, "");

  const ResourceId child = parse_resource_id(
      "/SUBSCRIPTIONS/s/providers/MICROSOFT.eventgrid/NameSpaces/fleet/clients/a.b:c");
  EXPECT_EQ(child.segment, "clients");
  EXPECT_EQ(child.name, "a.b:c");
}

TEST(ResourceIds, WithAnEmptyName_KeepTheirChild) {
  const ResourceId id = parse_resource_id("/x/Microsoft.EventGrid/namespaces//clients/a");
  EXPECT_EQ(id.namespace_name, "");
  EXPECT_EQ(id.segment, "clients");
  EXPECT_EQ(id.name, "a");
}

TEST(ResourceIds, OfOtherThings_AreNot) {
  EXPECT_FALSE(parse_resource_id("").is_event_grid);
  EXPECT_FALSE(parse_resource_id("/x/Microsoft.EventGrid/topics/t").is_event_grid);
  EXPECT_FALSE(parse_resource_id("/x/Microsoft.Storage/storageAccounts/a").is_event_grid);
}

TEST(ResourceIds, WithAnUnknownBeginning_AreToldByTheirEnd) {
  UnknownTexts unknown;
  const std::string mark = unknown.add({"why", ""});
  const ResourceId child = parse_resource_id(mark + "/topicSpaces/all");
  EXPECT_TRUE(child.is_event_grid);
  EXPECT_EQ(child.segment, "topicSpaces");
  EXPECT_EQ(child.name, "all");
  EXPECT_TRUE(parse_resource_id(mark).is_unknown);
  EXPECT_FALSE(parse_resource_id(mark + "/providers/Microsoft.Storage/x/y").is_unknown);
}

TEST(ResourceIds, ByType_AreTheSame) {
  for (const ResourceId& id :
       {resource_id_of_type("", "Microsoft.EventGrid/namespaces/clients", "namespaces/fleet", "a"),
        resource_id_of_type("Microsoft.EventGrid", "clients", "namespaces/fleet", "a"),
        resource_id_of_type("", "Microsoft.EventGrid/namespaces/clients", "", "fleet/a")}) {
    EXPECT_TRUE(id.is_event_grid);
    EXPECT_EQ(id.namespace_name, "fleet");
    EXPECT_EQ(id.segment, "clients");
    EXPECT_EQ(id.name, "a");
  }
  const ResourceId own = resource_id_of_type("", "Microsoft.EventGrid/namespaces", "", "fleet");
  EXPECT_EQ(own.namespace_name, "fleet");
  EXPECT_EQ(own.segment, "");
  EXPECT_FALSE(resource_id_of_type("Microsoft.EventGrid", "topics", "", "t").is_event_grid);
}

}  // namespace
}  // namespace lab::model
