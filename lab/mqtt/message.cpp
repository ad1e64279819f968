#include "lab/mqtt/message.hpp"
