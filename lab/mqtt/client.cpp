#include "lab/mqtt/client.hpp"
