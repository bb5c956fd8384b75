#include "cli/progress.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

namespace choqr::gateway {
namespace {

constexpr std::size_t width = 40;

}  // namespace

ProgressBar::ProgressBar() : shown_{isatty(STDERR_FILENO) == 1} {}

void ProgressBar::operator()(std::uint64_t done, std::uint64_t total) {
    if (!shown_ || total == 0) return;
    const auto now = done * 1000 / total;
    if (now == last_) return;
    last_ = now;
    const auto filled = static_cast<std::size_t>(now * width / 1000);
    const auto bar = std::string(filled, '#') + std::string(width - filled, '.');
    std::fprintf(stderr, "\r[%s] %3llu.%llu %%", bar.c_str(), static_cast<unsigned long long>(now / 10),
                 static_cast<unsigned long long>(now % 10));
    if (done == total) std::fprintf(stderr, "\r\033[K");
    std::fflush(stderr);
}

}  // namespace choqr::gateway
