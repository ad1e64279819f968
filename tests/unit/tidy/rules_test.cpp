// Goal: each rule finds what it is for, and nothing else.
// Method: small made-up files, good and bad.

#include "tests/unit/tidy/rules.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/tidy/source_tree.hpp"

namespace lab::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

SourceFile cpp(const std::string& text, const std::string& path = "lab/model/some.cpp") {
  return make_source_file(path, text);
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t line = 0; line < count; ++line) text += "  ++x;\n";
  return text;
}

TEST(CodeOfAFile, LosesCommentsAndLiterals_KeepsLinesAndSeparators) {
  const SourceFile file =
      cpp("int a = 1'000; // sleep\n/* x\n y */ char b = '\\''; auto c = \"{\\\"}\"; d\n");

  EXPECT_EQ(file.code[0], "int a = 1'000;         ");
  EXPECT_EQ(file.code[1], "    ");
  EXPECT_EQ(file.code[2], "      char b = '  '; auto c = \"    \"; d");
}

TEST(CodeOfAFile, LosesRawStrings) {
  EXPECT_EQ(cpp("f(R\"x(\n{ \" )x\"); g").code[1], "       ); g");
}

TEST(CodeOfAFile, UnfinishedLiteralOrComment_EndsWithTheText) {
  for (const char* text : {"\"", "'", "/*", "R\"(", "\"\\", "R\"", "//"}) {
    EXPECT_LE(cpp(text).code.size(), 1U) << text;
  }
}

TEST(Sleeps, AreFoundInCode_NotInWords) {
  EXPECT_THAT(sleeps(cpp("a;\nstd::this_thread::sleep_for(1s);\n")),
              ElementsAre(StartsWith("lab/model/some.cpp:2: sleep_for")));
  EXPECT_THAT(sleeps(cpp("usleep (5); nanosleep(&a, &b);")), testing::SizeIs(1));
  EXPECT_THAT(sleeps(cpp("::sleep(1);")), testing::SizeIs(1));
  EXPECT_THAT(sleeps(cpp("// sleep_for(1s)\nauto a = \"usleep(1)\"; asleep(1);")), IsEmpty());
}

TEST(LongLines, CountCharactersNotBytes) {
  std::string line = "// ";
  for (int count = 0; count < 97; ++count) line += "é";
  EXPECT_THAT(long_lines(cpp(line)), IsEmpty());
  EXPECT_THAT(long_lines(cpp("\n" + line + "é")), ElementsAre("lab/model/some.cpp:2: 101 columns"));
  EXPECT_THAT(long_lines(make_source_file("docs/page.md", std::string(300, 'x'))), IsEmpty());
}

TEST(LongFiles, MayHaveFourHundredLines) {
  EXPECT_THAT(long_files(cpp(lines(400))), IsEmpty());
  EXPECT_THAT(long_files(cpp(lines(401))), testing::SizeIs(1));
}

TEST(LongFunctions, AreMeasuredFromHeadToBrace) {
  EXPECT_THAT(long_functions(cpp("int f(int x)\n{\n" + lines(67) + "}\n")), IsEmpty());
  EXPECT_THAT(long_functions(cpp("\nint f(int x)\n{\n" + lines(68) + "}\n")),
              ElementsAre("lab/model/some.cpp:2: a function of 71 lines"));
}

TEST(LongFunctions, AreFoundInsideNamespacesAndClasses) {
  const std::string body = "void f() {\n" + lines(80) + "}\n";
  EXPECT_THAT(long_functions(cpp("namespace a {\nnamespace {\n" + body + "}\n}\n")),
              ElementsAre(StartsWith("lab/model/some.cpp:3:")));
  EXPECT_THAT(long_functions(cpp("class A : public B {\n public:\n" + body + "};\n")),
              testing::SizeIs(1));
  EXPECT_THAT(long_functions(cpp("A::A() : a_{1}, b_(2) {\n" + lines(80) + "}\n")),
              testing::SizeIs(1));
  EXPECT_THAT(long_functions(cpp("TEST(A, B) {\n" + lines(80) + "}\n")), testing::SizeIs(1));
}

TEST(LongFunctions, NeitherClassesNorListsAreFunctions) {
  const std::string functions = "void f() {\n" + lines(60) + "}\nvoid g() {\n" + lines(60) + "}\n";
  EXPECT_THAT(long_functions(cpp("class A {\n" + functions + "};\n")), IsEmpty());
  EXPECT_THAT(long_functions(cpp("const int a[] = {\n" + lines(80) + "};\n")), IsEmpty());
  EXPECT_THAT(long_functions(cpp("#define X(a) {\n" + functions)), IsEmpty());
  EXPECT_THAT(long_functions(cpp("}}}")), IsEmpty());
}

TEST(Arrow, LeftIsAllowed_RightIsNot) {
  EXPECT_THAT(includes_to_the_right(cpp("#include \"lab/base/error.hpp\"\n")), IsEmpty());
  EXPECT_THAT(includes_to_the_right(cpp("#include \"lab/model/a.hpp\"\n")), IsEmpty());
  EXPECT_THAT(includes_to_the_right(cpp("\n#include \"certs/authority.hpp\"\n")),
              ElementsAre("lab/model/some.cpp:2: lab/model includes certs, which is to its right"));
  EXPECT_THAT(includes_to_the_right(cpp("#include \"tests/support/a.hpp\"\n", "lab/apps/a.cpp")),
              testing::SizeIs(1));
  EXPECT_THAT(includes_to_the_right(cpp("#include \"lab/apps/a.hpp\"\n", "tests/e2e/a.cpp")),
              IsEmpty());
}

TEST(Arrow, PathNotFromTheTop_IsFound) {
  EXPECT_THAT(includes_to_the_right(cpp("#include \"error.hpp\"\n")), testing::SizeIs(1));
}

TEST(Arrow, IncludeInAComment_DoesNotCount) {
  EXPECT_THAT(includes_to_the_right(cpp("// #include \"lab/apps/a.hpp\"\n")), IsEmpty());
}

TEST(Doors, LibraryIsAllowedInItsRoomOnly) {
  const std::string openssl = "#include <openssl/ssl.h>\n";
  EXPECT_THAT(includes_outside_their_door(cpp(openssl, "certs/a.cpp")), IsEmpty());
  EXPECT_THAT(includes_outside_their_door(cpp(openssl)),
              ElementsAre(StartsWith("lab/model/some.cpp:1: <openssl/ssl.h>")));
  for (const char* include : {"mosquitto.h", "boost/process/v2.hpp", "boost/asio.hpp",
                              "CLI/CLI.hpp", "gtest/gtest.h", "gmock/gmock.h", "spdlog/spdlog.h"}) {
    EXPECT_THAT(includes_outside_their_door(cpp("#include <" + std::string(include) + ">\n")),
                testing::SizeIs(1))
        << include;
  }
}

TEST(PragmaOnce, IsAskedOfHeadersOnly) {
  EXPECT_THAT(headers_without_pragma_once(cpp("#pragma once\n", "lab/a.hpp")), IsEmpty());
  EXPECT_THAT(headers_without_pragma_once(cpp("// #pragma once\n", "lab/a.hpp")),
              testing::SizeIs(1));
  EXPECT_THAT(headers_without_pragma_once(cpp("int a;\n")), IsEmpty());
}

TEST(PrivateKeys, AreFoundByNameAndByContent) {
  const std::string base64(64, 'A');
  EXPECT_THAT(private_keys(make_source_file("fixtures/a.key", "")), testing::SizeIs(1));
  EXPECT_THAT(private_keys(make_source_file("certs/ca.pem", "")), testing::SizeIs(1));
  EXPECT_THAT(private_keys(make_source_file("docs/a.md",
                                            "x\n-----BEGIN EC PRIVATE KEY-----\n" + base64 + "\n")),
              ElementsAre("docs/a.md:2: a private key"));
  EXPECT_THAT(private_keys(make_source_file("fixtures/a.json",
                                            "\"-----BEGIN PRIVATE KEY-----\\n" + base64 + "\"")),
              testing::SizeIs(1));
  EXPECT_THAT(private_keys(cpp("\"-----BEGIN PRIVATE KEY-----\"")), IsEmpty());
}

TEST(Listing, FileMustBeNamedInItsFolderOrAbove) {
  const SourceFile list = make_source_file("tests/unit/a/CMakeLists.txt", "lab_test(x a_test.cpp)");
  const auto file = [](const std::string& path) { return make_source_file(path, ""); };

  EXPECT_THAT(unlisted_files({list, file("tests/unit/a/a_test.cpp")}), IsEmpty());
  EXPECT_THAT(unlisted_files({list, file("tests/unit/a/deep/a_test.cpp")}), IsEmpty());
  EXPECT_THAT(unlisted_files({list, file("tests/unit/a/test.cpp")}),
              ElementsAre("tests/unit/a/test.cpp:1: named in no CMakeLists.txt"));
  EXPECT_THAT(unlisted_files({list, file("tests/unit/b/a_test.cpp")}), testing::SizeIs(1));
  EXPECT_THAT(unlisted_files({list, file("tests/unit/a/page.md")}), IsEmpty());
}

}  // namespace
}  // namespace lab::tidy
