#include "lab/probe/byte_stream.hpp"

#include "lab/base/assert.hpp"

namespace lab::probe {

std::shared_ptr<ByteStream> make_stream(Loop::Context& loop, const Link& link) {
  switch (link.transport) {
    case Transport::tls: return make_tls_stream(loop, link);
    case Transport::plain: return make_tcp_stream(loop, link);
    case Transport::websocket_tls: return make_websocket_stream(loop, link);
  }
  LAB_ASSERT(!"a transport");
  return nullptr;
}

}  // namespace lab::probe
