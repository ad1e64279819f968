#include "lab/mqtt/envelope.hpp"
