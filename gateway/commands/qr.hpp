#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

namespace choqr::gateway {

/// `choqr qr encode|decode|read …`; `arguments` begin with the word after "qr". Results go to `out`, one line
/// for whatever is wrong to `err`. 0: done; 1: the code is invalid, none was found, or a file cannot be read
/// or written; 2: a wrong option, which the line names. Pictures are read in a child of `program`, which is
/// choqr itself.
int run_qr(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err,
           const std::string& program = "/proc/self/exe");

}  // namespace choqr::gateway
