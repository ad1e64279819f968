// Goal: no authentication name leads out of the folder or onto another client's files.

#include <set>

#include <gtest/gtest.h>

#include "certs/client_files.hpp"

namespace lab::certs {
namespace {

TEST(FileName, OfPlainNames_IsTheName) {
  EXPECT_EQ(file_name_of("device-1_A.b"), "device-1_A.b");
}

TEST(FileName, OfOtherBytes_HasThemAsHex) {
  EXPECT_EQ(file_name_of("a:b c"), "a%3Ab%20c");
  EXPECT_EQ(file_name_of("a%3Ab"), "a%253Ab");
  EXPECT_EQ(file_name_of("ü"), "%C3%BC");
  EXPECT_EQ(file_name_of(std::string("a\0b", 3)), "a%00b");
}

TEST(FileName, OfHostileNames_StaysInTheFolder) {
  EXPECT_EQ(file_name_of(".."), "%2E.");
  EXPECT_EQ(file_name_of("."), "%2E");
  EXPECT_EQ(file_name_of("../../etc/passwd"), "%2E.%2F..%2Fetc%2Fpasswd");
  EXPECT_EQ(file_name_of("/etc/passwd"), "%2Fetc%2Fpasswd");
  EXPECT_EQ(file_name_of(".hidden"), "%2Ehidden");
  EXPECT_EQ(file_name_of(""), "%");
}

TEST(FileName, OfTheLongestNames_FitsAFileSystemAndStaysApart) {
  const std::string one = std::string(127, ':') + "1";
  const std::string other = std::string(127, ':') + "2";

  EXPECT_LE(file_name_of(one).size(), 200U);
  EXPECT_NE(file_name_of(one), file_name_of(other));
  EXPECT_EQ(file_name_of(one), file_name_of(one));
  EXPECT_EQ(file_name_of(std::string(200, 'a')), std::string(200, 'a'));
  EXPECT_NE(file_name_of(std::string(201, 'a')), file_name_of(std::string(202, 'a')));
}

TEST(FileName, OfEveryShortNameOfTrickyBytes_IsItsOwn) {
  const std::string tricky = std::string("%-2E./:aA", 9) + '\0';
  std::set<std::string> names;
  std::size_t count = 1;
  names.insert(file_name_of(""));
  for (const char first : tricky) {
    names.insert(file_name_of({first}));
    ++count;
    for (const char second : tricky) {
      names.insert(file_name_of({first, second}));
      ++count;
      for (const char third : tricky) {
        names.insert(file_name_of({first, second, third}));
        ++count;
      }
    }
  }
  EXPECT_EQ(names.size(), count);
}

}  // namespace
}  // namespace lab::certs
