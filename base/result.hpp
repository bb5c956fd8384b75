#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace choqr {

/// A value or the reason there is none, for failures of the world (disk, network, bytes from outside). Each
/// library has its own `errc`. What the domain says no to is an enum instead, and a bug aborts
/// (base/assert.hpp).
template <class T>
using Result = boost::system::result<T>;

using Error = boost::system::error_code;

}  // namespace choqr
