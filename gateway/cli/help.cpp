#include "cli/help.hpp"

#include <algorithm>
#include <iomanip>
#include <ostream>

#include "cli/command_rows.hpp"

namespace choqr::gateway {

int run_help(const Arguments&, Surroundings& surroundings) {
    constexpr Sentence about{"choqr: records that a market's money has arrived, and tells the vendor\n\n",
                             "choqr: ghi nhận và báo tiền về cho tiểu thương\n\n"};
    constexpr Sentence more{"\nchoqr COMMAND --help says what it takes; choqr man is the whole manual.\n",
                            "\nchoqr LỆNH --help nói cách dùng; choqr man là toàn bộ hướng dẫn.\n"};
    std::size_t width = 0;
    for (const auto& row : command_rows()) width = std::max(width, row.path.size());
    auto& out = surroundings.out;
    out << about.in(surroundings.language);
    for (const auto& row : command_rows())
        out << "  choqr " << std::left << std::setw(static_cast<int>(width) + 2) << row.path
            << row.about.in(surroundings.language) << '\n';
    out << more.in(surroundings.language);
    return 0;
}

int run_version(const Arguments&, Surroundings& surroundings) {
    surroundings.out << "choqr " CHOQR_VERSION "\n";
    return 0;
}

}  // namespace choqr::gateway
