#include "lab/model/access.hpp"
