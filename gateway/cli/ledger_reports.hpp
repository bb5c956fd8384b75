#pragma once

#include <ostream>
#include <string>

namespace choqr::gateway {

/// Makes the reports anew from the records, beside those in the data directory `path`, as far as these have
/// come, and compares them row by row. 0 if they are the same; else 1 and a sentence that names the file and
/// what to do. The new ones take as much room in the temporary directory as the old ones, and are gone
/// afterwards.
int compare_reports(const std::string& path, std::ostream& out, std::ostream& err);

}  // namespace choqr::gateway
