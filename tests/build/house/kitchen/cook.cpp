#include "cellar/wine.hpp"
int glasses();
int glasses() { return bottles() * 6; }
