#include "lab/base/base64.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace {

using lab::base64_decode;
using lab::base64_encode;

TEST(Base64, VectorsOfTheStandard_EncodeAndDecode) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(Base64, AnyBytes_ComeBackUnchanged) {
  std::mt19937 random{20240501};
  for (std::size_t length = 0; length < 300; ++length) {
    std::string bytes(length, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes) << length;
  }
}

TEST(Base64, TextThatIsNotCanonical_IsRefused) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n",
                           "Z===", "====", "=Zm9", "Zm9vZg==Zm9v", "Zm9-", "\xFF\xFF\xFF\xFF"}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

}  // namespace
