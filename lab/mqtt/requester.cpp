#include "lab/mqtt/requester.hpp"
