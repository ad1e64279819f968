#include "lab/model/client_query.hpp"
