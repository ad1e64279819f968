#include "lab/model/reader.hpp"
