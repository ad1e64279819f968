#include "lab/model/namespace.hpp"
