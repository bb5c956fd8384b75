#include "api/strangers.hpp"

#include "problem/problem.hpp"
#include "sandbox/sandbox.hpp"

namespace choqr::gateway {

http::Response not_worked_on(const Error& error) {
    if (error == sandbox::errc::stopping) return try_again("stopping", 5);
    if (error == sandbox::errc::unavailable) return try_again("no_safe_reader", 60);
    return try_again("busy", 2);
}

}  // namespace choqr::gateway
