#pragma once

#include "workbook/parts.hpp"

namespace choqr::workbook {

/// The rows of a sheet that hold a value; never none.
std::variant<Table, Failure> read_sheet(Archive& archive, const Parts& parts, const Strings& strings,
                                        const Formats& formats);

}  // namespace choqr::workbook
