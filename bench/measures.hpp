#pragma once

#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

// What the programs that are run by hand print of time and memory.
namespace choqr::bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Of the whole process, all threads, unless told otherwise: what the load of others distorts least.
inline double processor_seconds(int whose = RUSAGE_SELF) {
    rusage usage{};
    getrusage(whose, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

inline void print_memory() {
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS") || line.starts_with("VmHWM") || line.starts_with("RssAnon"))
            std::printf("  %s\n", line.c_str());
}

inline void print_speed(const char* what, std::uint64_t events, double seconds, double processor) {
    std::printf("%s %lu events in %.2f s (%.0f/s), %.2f processor seconds (%.0f/s)\n", what, events, seconds,
                static_cast<double>(events) / seconds, processor, static_cast<double>(events) / processor);
}

}  // namespace choqr::bench
