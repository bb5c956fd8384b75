#include "sandbox/child.hpp"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <new>

#include "sandbox/lock_down.hpp"
#include "sandbox/wire.hpp"

namespace choqr::sandbox {
namespace {

// False at the end of what comes, and for every error: the parent has gone.
bool read_whole(void* into, std::size_t bytes) {
    auto* next = static_cast<char*>(into);
    while (bytes > 0) {
        const auto got = ::read(STDIN_FILENO, next, bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        next += got;
        bytes -= static_cast<std::size_t>(got);
    }
    return true;
}

bool write_whole(const void* from, std::size_t bytes) {
    const auto* next = static_cast<const char*>(from);
    while (bytes > 0) {
        const auto put = ::write(STDOUT_FILENO, next, bytes);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        next += put;
        bytes -= static_cast<std::size_t>(put);
    }
    return true;
}

[[noreturn]] void refuse(std::string_view why) {
    const auto sentence = static_cast<char>(Greeting::refused) + std::string{why};
    write_whole(sentence.data(), sentence.size());
    ::_exit(exit_refused);
}

[[noreturn]] void work_once(const Limits& limits, const Work& work) {
    Heading heading{};
    if (!read_whole(&heading, sizeof heading))
        ::_exit(exit_answered);  // No job came: the parent ended, or needs no child.
    if (heading.kind_bytes > kind_bytes_max || heading.job_bytes > limits.job_bytes_max)
        ::_exit(exit_refused);
    std::string kind(heading.kind_bytes, '\0'), bytes(heading.job_bytes, '\0');
    if (!read_whole(kind.data(), kind.size()) || !read_whole(bytes.data(), bytes.size()))
        ::_exit(exit_refused);
    if (!write_whole(&job_taken, sizeof job_taken)) ::_exit(exit_answered);
    const auto answer = work({kind, bytes, limits.processor});
    const auto size = static_cast<AnswerSize>(answer.size());
    const bool written = write_whole(&size, sizeof size) && write_whole(answer.data(), answer.size());
    ::_exit(written ? exit_answered
                    : exit_refused);  // Nothing is tidied up: that could ask for calls that are not allowed.
}

template <class Number>
bool read_number(const std::string& word, Number& number) {
    const auto* const end = word.data() + word.size();
    const auto parsed = std::from_chars(word.data(), end, number);
    return parsed.ec == std::errc{} && parsed.ptr == end;
}

}  // namespace

std::vector<std::string> words_of(const Limits& limits) {
    return {std::to_string(limits.processor.count()), std::to_string(limits.memory_bytes),
            std::to_string(limits.job_bytes_max)};
}

std::optional<Limits> limits_of(const std::vector<std::string>& words) {
    Limits limits;
    std::int64_t processor_ms = 0;
    if (words.size() != 3 || !read_number(words[0], processor_ms) ||
        !read_number(words[1], limits.memory_bytes))
        return std::nullopt;
    if (!read_number(words[2], limits.job_bytes_max) || processor_ms <= 0) return std::nullopt;
    limits.processor = std::chrono::milliseconds{processor_ms};
    return limits;
}

void live_as_child(const std::vector<std::string>& words, const Work& work) {
    const auto limits = limits_of(words);
    if (!limits) refuse("the limits are not such");
    if (const auto why = lock_down(*limits); !why.empty()) refuse(why);
    const auto greeting = Greeting::ready;
    if (!write_whole(&greeting, sizeof greeting)) ::_exit(exit_answered);
    try {
        work_once(*limits, work);
    } catch (const std::bad_alloc&) {
        ::_exit(exit_out_of_memory);
    } catch (...) {
        ::_exit(exit_work_threw);
    }
}

}  // namespace choqr::sandbox
