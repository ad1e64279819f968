#include "lab/mqtt/responder.hpp"
