#include "cellar/wine.hpp"
int bottles() { return 12; }
