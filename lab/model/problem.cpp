#include "lab/model/problem.hpp"
