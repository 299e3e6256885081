#define UNSPIRAL_ALONE
#include "isa_generic.cpp"
