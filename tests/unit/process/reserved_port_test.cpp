#include "lab/process/reserved_port.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "lab/base/error.hpp"
#include "lab/process/descriptor.hpp"

namespace lab::process {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A socket that listens on the port as Mosquitto does; closed if it cannot.
Descriptor listen_on(std::uint16_t port) {
  Descriptor listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int on = 1;
  ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in address = loopback(port);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), 1) != 0) {
    listener.close();
  }
  return listener;
}

bool accepts_connections(std::uint16_t port) {
  const Descriptor client{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const sockaddr_in address = loopback(port);
  return ::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

TEST(ReservedPort, ManyAtOnce_AreAllDifferent) {
  std::vector<ReservedPort> ports(200);
  std::set<std::uint16_t> numbers;
  for (const ReservedPort& port : ports) numbers.insert(port.number());
  EXPECT_EQ(numbers.size(), ports.size());
  EXPECT_FALSE(numbers.contains(0));
}

TEST(ReservedPort, WhileHeld_RefusesConnectionsUntilABrokerListens) {
  const ReservedPort port;
  EXPECT_FALSE(accepts_connections(port.number()));

  const Descriptor broker = listen_on(port.number());

  ASSERT_TRUE(broker.is_open());
  EXPECT_TRUE(accepts_connections(port.number()));
}

TEST(ReservedPort, AfterTheBrokerWent_ItCanListenAgainAtOnce) {
  const ReservedPort port;
  for (int round = 0; round < 3; ++round) {
    const Descriptor broker = listen_on(port.number());
    ASSERT_TRUE(broker.is_open()) << "round " << round;
    EXPECT_TRUE(accepts_connections(port.number()));
  }
}

TEST(ReservedPort, PortThatSomebodyListensOn_IsRefusedByNumberWithTheWayOut) {
  const ReservedPort taken;
  const Descriptor broker = listen_on(taken.number());
  ASSERT_TRUE(broker.is_open());

  try {
    const ReservedPort second{taken.number()};
    FAIL() << "the port was given out twice";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::environment);
    EXPECT_THAT(error.what(), AllOf(HasSubstr(std::to_string(taken.number())),
                                    HasSubstr("already listens"), HasSubstr("--port")));
  }
}

TEST(ReservedPort, ChosenPort_IsTheOneAskedFor) {
  std::uint16_t number = 0;
  { number = ReservedPort{}.number(); }
  EXPECT_EQ(ReservedPort{number}.number(), number);
}

TEST(ReservedPort, Moved_IsHeldByTheNewOwnerAlone) {
  ReservedPort first;
  const std::uint16_t number = first.number();

  ReservedPort second{std::move(first)};
  ReservedPort third;
  third = std::move(second);

  EXPECT_EQ(third.number(), number);
}

}  // namespace
}  // namespace lab::process
