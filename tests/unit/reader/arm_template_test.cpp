// Goal: what an ARM template's expressions mean, and that no template can do harm. Method: one
// client whose description is the expression under test.
#include "lab/model/arm_template.hpp"

#include <optional>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "lab/base/file.hpp"
#include "lab/base/run_directory.hpp"
#include "lab/model/reader.hpp"

namespace lab::model {
namespace {

using testing::HasSubstr;

std::string template_of(const std::string& resources, const std::string& more = "") {
  return fmt::format(R"({{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/)"
                     R"(deploymentTemplate.json#",
          {} "resources": [{}]}})",
                     more, resources);
}

std::string client_with(const std::string& expression) {
  return fmt::format(R"({{"type": "Microsoft.EventGrid/namespaces/clients", "name": "ns1/device1",
                          "properties": {{"description": "{}"}}}})",
                     expression);
}

constexpr const char* declarations =
    R"("parameters": {"word": {"type": "string", "defaultValue": "blue"},
                      "list": {"type": "array", "defaultValue": ["a", {"b": "c"}]}},
       "variables": {"twice": "[concat(parameters('word'), parameters('word'))]", "n": 4},)";

struct ExpressionCase {
  const char* expression;
  const char* expected;
};

class ArmExpression : public testing::TestWithParam<ExpressionCase> {};

TEST_P(ArmExpression, HasItsValue) {
  const ReadResult result =
      read_namespace_text(template_of(client_with(GetParam().expression), declarations), "t.json");

  ASSERT_TRUE(result.definition) << to_text(result.problems);
  EXPECT_EQ(result.definition->clients.at(0).description, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Expressions, ArmExpression,
    testing::Values(ExpressionCase{"plain", "plain"}, ExpressionCase{"[[literal]", "[literal]"},
                    ExpressionCase{"[not an expression", "[not an expression"},
                    ExpressionCase{"['it''s']", "it's"},
                    ExpressionCase{"[parameters('WORD')]", "blue"},
                    ExpressionCase{"[variables('twice')]", "blueblue"},
                    ExpressionCase{"[ Concat( 'a' , 1 , -2 , true() ) ]", "a1-2True"},
                    ExpressionCase{"[format('{0}-{1}-{{x}}', 'a', variables('n'))]", "a-4-{x}"},
                    ExpressionCase{"[toUpper(toLower('AbÄ'))]", "ABÄ"},
                    ExpressionCase{"[parameters('list')[0]]", "a"},
                    ExpressionCase{"[parameters('list')[1].b]", "c"},
                    ExpressionCase{"[parameters('list')[sub(2, 1)]['b']]", "c"},
                    ExpressionCase{"[string(add(mul(3, 4), mod(7, 4)))]", "15"},
                    ExpressionCase{"[string(length(parameters('list')))]", "2"},
                    ExpressionCase{"[if(equals(variables('n'), 4), 'four', 'other')]", "four"},
                    ExpressionCase{"[if(not(false()), replace('a-b-c', '-', '+'), '')]", "a+b+c"},
                    ExpressionCase{"[concat(createArray('x'), createArray('y'))[1]]", "y"},
                    ExpressionCase{"[resourceGroup().location]", "local"},
                    ExpressionCase{"[string(int('-12'))]", "-12"},
                    ExpressionCase{
                        "[resourceId('Microsoft.EventGrid/namespaces/clients', 'ns1', 'c')]",
                        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/"
                        "providers/Microsoft.EventGrid/namespaces/ns1/clients/c"}));

class BrokenArmExpression : public testing::TestWithParam<ExpressionCase> {};

TEST_P(BrokenArmExpression, IsToldOnceAtItsPlace) {
  const ReadResult result =
      read_namespace_text(template_of(client_with(GetParam().expression), declarations), "t.json");

  ASSERT_EQ(result.problems.size(), 1U) << to_text(result.problems);
  EXPECT_EQ(result.problems[0].rule, "arm-expression");
  EXPECT_EQ(result.problems[0].pointer, "/resources/0/properties/description");
  EXPECT_THAT(result.problems[0].cause, HasSubstr(GetParam().expected));
  EXPECT_FALSE(result.definition);
}

INSTANTIATE_TEST_SUITE_P(
    Expressions, BrokenArmExpression,
    testing::Values(ExpressionCase{"[listKeys('x')]", "listKeys"},
                    ExpressionCase{"[]", "ends too early"},
                    ExpressionCase{"[concat('a']", "do not end"},
                    ExpressionCase{"[concat('a') 'b']", "left over"},
                    ExpressionCase{"['a]", "closing quote"},
                    ExpressionCase{"[concat]", "no function call"},
                    ExpressionCase{"[parameters('wort')]", "declares no parameter"},
                    ExpressionCase{"[parameters('list')[2]]", "no item [2]"},
                    ExpressionCase{"[parameters('list')[-1]]", "no item [-1]"},
                    ExpressionCase{"[parameters('list')[1].x]", "no member"},
                    ExpressionCase{"[div(1, 0)]", "64-bit"},
                    ExpressionCase{"[div(sub(-9223372036854775807, 1), -1)]", "64-bit"},
                    ExpressionCase{"[add(9223372036854775807, 1)]", "64-bit"},
                    ExpressionCase{"[string(99999999999999999999)]", "64-bit"},
                    ExpressionCase{"[toLower(1)]", "needs a text"},
                    ExpressionCase{"[toLower()]", "takes 1 argument"},
                    ExpressionCase{"[format('{x}')]", "format cannot read"},
                    ExpressionCase{"[format('{1}', 'a')]", "no argument {1}"},
                    ExpressionCase{"[copyIndex()]", "outside of a copy loop"}));

TEST(ArmTemplate, AnExpressionOfTheWrongType_IsToldAtItsPlace) {
  const ReadResult result = read_namespace_text(template_of(client_with("[add(1, 2)]")), "t.json");
  ASSERT_EQ(result.problems.size(), 1U) << to_text(result.problems);
  EXPECT_EQ(result.problems[0].rule, "wrong-type");
  EXPECT_EQ(result.problems[0].pointer, "/resources/0/properties/description");
}

TEST(ArmTemplate, AResourceWhoseConditionIsFalse_IsLeftOut) {
  const std::string text = template_of(
      R"({"type": "Microsoft.EventGrid/namespaces/clients", "name": "ns1/a", "properties": {},
          "condition": "[equals(1, 2)]"},
         {"type": "Microsoft.EventGrid/namespaces/clients", "name": "ns1/b", "properties": {},
          "condition": true})");
  const ReadResult result = read_namespace_text(text, "t.json");
  ASSERT_TRUE(result.definition) << to_text(result.problems);
  ASSERT_EQ(result.definition->clients.size(), 1U);
  EXPECT_EQ(result.definition->clients[0].name, "b");
}

TEST(ArmTemplate, ResourcesBySymbolicName_AreReadToo) {
  const ReadResult result = read_namespace_text(
      R"({"$schema": "x/deploymentTemplate.json#", "resources": {"one": {
          "type": "microsoft.eventgrid/Namespaces/Clients", "name": "ns1/a", "properties": {}},
          "ns": {"existing": true, "type": "Microsoft.EventGrid/namespaces", "name": "ns1"}}})",
      "t.json");
  ASSERT_TRUE(result.definition) << to_text(result.problems);
  EXPECT_EQ(result.definition->clients.size(), 1U);
}

TEST(ArmTemplate, ALongChainOfVariables_IsRefusedWithoutHarm) {
  std::string variables = R"("v0": "x")";
  for (int index = 1; index < 5000; ++index) {
    variables += fmt::format(R"(, "v{}": "[variables('v{}')]")", index, index - 1);
  }
  const std::string text =
      template_of(client_with("[variables('v4999')]"), "\"variables\": {" + variables + "},");
  EXPECT_THAT(to_text(read_namespace_text(text, "t.json").problems), HasSubstr("deep"));
}

TEST(ArmTemplate, VariablesThatDoubleEachTime_AreRefusedBeforeMemoryEnds) {
  std::string variables = R"("v0": "0123456789abcdef")";
  for (int index = 1; index < 60; ++index) {
    variables += fmt::format(R"(, "v{}": "[concat(variables('v{}'), variables('v{}'))]")", index,
                             index - 1, index - 1);
  }
  const std::string text =
      template_of(client_with("[variables('v59')]"), "\"variables\": {" + variables + "},");
  EXPECT_THAT(to_text(read_namespace_text(text, "t.json").problems), HasSubstr("MiB"));
}

TEST(ArmTemplate, DeeplyNestedCalls_AreRefusedWithoutHarm) {
  std::string expression;
  for (int index = 0; index < 100'000; ++index) expression += "not(";
  EXPECT_THAT(
      to_text(
          read_namespace_text(template_of(client_with("[" + expression + "]")), "t.json").problems),
      HasSubstr("nest deeper"));
}

TEST(ArmTemplate, AParametersFilesValue_IsNoExpressionAndNamesItsOwnFile) {
  const RunDirectory folder;
  write_file(folder / "t.json", template_of(client_with("[parameters('text')]"),
                                            R"("parameters": {"text": {"type": "string"}},)"));
  write_file(folder / "p.json", R"({"parameters": {"text": {"value": "[concat('a')]"},
                                                   "texts": {"value": 1}}})");

  const ReadResult result = read_namespace(folder / "t.json", folder / "p.json");

  ASSERT_TRUE(result.definition) << to_text(result.problems);
  EXPECT_EQ(result.definition->clients.at(0).description, "[concat('a')]");
  ASSERT_EQ(result.problems.size(), 1U);
  EXPECT_EQ(result.problems[0].file, (folder / "p.json").string());
  EXPECT_EQ(result.problems[0].pointer, "/parameters/texts");
}

}  // namespace
}  // namespace lab::model
