#include "lab/model/topic_template.hpp"
