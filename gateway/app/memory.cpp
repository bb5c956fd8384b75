// What happens when memory runs out, on whichever thread and in whichever library: one sentence on standard
// error and exit code 3, at once, as after a SIGKILL, from which every start recovers (docs/decisions/0604).
// The program's own malloc is found before the C library's by all that is linked to it, so that nobody meets
// a null pointer: not the book in the middle of an event, and not Fontconfig, which follows it.

#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>

// The sanitizers have a malloc of their own, which says more.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

constexpr int exit_code = 3;
constexpr std::string_view sentence =
    "choqr: there is not enough memory: this process ends here (exit code 3); nothing that was acknowledged "
    "is lost\n";

[[noreturn]] void out_of_memory() {
    // Where standard error takes nothing there is nobody to tell.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, sentence.data(), sentence.size());
    ::_exit(exit_code);
}

/// More than this at once is no lack of memory but a size that somebody computed from wrong bytes, and
/// perhaps from bytes that came from outside: that must end a request, not the process.
constexpr std::size_t honest_bytes = std::size_t{1} << 30;

void* found(void* memory, std::size_t bytes) {
    if (memory == nullptr && bytes <= honest_bytes) out_of_memory();
    return memory;
}

/// The function of this name behind ours. No static with a guard: the first call comes before everything
/// else.
template <class Function>
class Next {
public:
    constexpr explicit Next(const char* name) : name_{name} {}

    template <class... Arguments>
    auto operator()(Arguments... arguments) {
        auto* function = function_.load(std::memory_order_relaxed);
        if (function == nullptr) {
            function = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name_));
            function_.store(function, std::memory_order_relaxed);
        }
        return function(arguments...);
    }

private:
    const char* name_;
    std::atomic<Function*> function_{nullptr};
};

constinit Next<void*(std::size_t)> next_malloc{"malloc"};
constinit Next<void*(std::size_t, std::size_t)> next_calloc{"calloc"};
constinit Next<void*(void*, std::size_t)> next_realloc{"realloc"};
constinit Next<void*(std::size_t, std::size_t)> next_aligned_alloc{"aligned_alloc"};
constinit Next<int(void**, std::size_t, std::size_t)> next_posix_memalign{"posix_memalign"};

}  // namespace

extern "C" {

void* malloc(std::size_t bytes) noexcept { return found(next_malloc(bytes), bytes); }

void* calloc(std::size_t count, std::size_t bytes) noexcept {
    std::size_t product = 0;
    if (__builtin_mul_overflow(count, bytes, &product)) product = SIZE_MAX;
    return found(next_calloc(count, bytes), product);
}

void* realloc(void* memory, std::size_t bytes) noexcept {
    auto* const moved = next_realloc(memory, bytes);
    return bytes == 0 ? moved : found(moved, bytes);  // Of no bytes there is nothing: the block was freed.
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
    return found(next_aligned_alloc(alignment, bytes), bytes);
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) noexcept {
    const int failed = next_posix_memalign(memory, alignment, bytes);
    if (failed == ENOMEM && bytes <= honest_bytes) out_of_memory();
    return failed;
}

}  // extern "C"

#endif
