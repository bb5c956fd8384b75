// The real pool with children that behave as badly as they can. What the limits cost is measured loosely: the
// machine is shared.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include "sandbox/child_pool.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::sandbox;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

ChildPool::Options naughty(ChildPool::Options options = {}) {
    options.executable = NAUGHTY_CHILD;
    return options;
}

// A pool, and a caller's thread for what its callers wait on.
class Pool {
public:
    explicit Pool(ChildPool::Options options = naughty())
        : pool_{std::move(options),
                {[this](const Ending& ending) { note(ending); },
                 [this](std::string_view why) { note(why); }}} {}
    ~Pool() {
        pool_.stop();
        busy_.reset();
        thread_.join();
    }

    std::future<Result<std::string>> begin(Job job) {
        return net::co_spawn(io_, pool_.run(std::move(job)), net::use_future);
    }
    Result<std::string> run(const std::string& kind, std::string bytes = {}) {
        return begin({kind, std::move(bytes), "somebody"}).get();
    }
    void stop() { pool_.stop(); }
    void prepare() { pool_.prepare(); }

    std::vector<Ending> endings() const {
        const std::lock_guard lock{mutex_};
        return endings_;
    }
    std::vector<std::string> complaints() const {
        const std::lock_guard lock{mutex_};
        return complaints_;
    }

private:
    void note(const Ending& ending) {
        const std::lock_guard lock{mutex_};
        endings_.push_back(ending);
    }
    void note(std::string_view why) {
        const std::lock_guard lock{mutex_};
        complaints_.emplace_back(why);
    }

    mutable std::mutex mutex_;
    std::vector<Ending> endings_;
    std::vector<std::string> complaints_;
    net::io_context io_;
    net::executor_work_guard<net::io_context::executor_type> busy_{io_.get_executor()};
    std::thread thread_{[this] { io_.run(); }};
    ChildPool pool_;
};

// The address sanitizer takes crashes and the lack of memory for itself, and what it then asks of the kernel
// is not allowed.
bool reports_by_itself([[maybe_unused]] Reason reason) {
#ifdef __SANITIZE_ADDRESS__
    return reason == Reason::crash || reason == Reason::memory;
#else
    return false;
#endif
}

std::vector<pid_t> processes_of_this_process() {
    std::vector<pid_t> found;
    for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
        std::ifstream children{task.path() / "children"};
        pid_t each = 0;
        while (children >> each) found.push_back(each);
    }
    return found;
}
std::size_t children_of_this_process() { return processes_of_this_process().size(); }

}  // namespace

TEST_CASE("sandbox: bytes go in, bytes come out, of any length that is allowed", "[sandbox]") {
    Pool pool;
    CHECK(pool.run("echo", "xin chào").value() == "xin chào");
    CHECK(pool.run("echo").value().empty());
    CHECK(pool.run("echo", std::string(1 << 20, 'x')).value().size() == 1 << 20);
    CHECK(pool.run("count", std::string(Limits{}.job_bytes_max, 'x')).value() ==
          std::to_string(Limits{}.job_bytes_max));
    CHECK(pool.run("count", std::string(Limits{}.job_bytes_max + 1, 'x')).error() == errc::too_hard);
    CHECK(pool.run(std::string(kind_bytes_max + 1, 'k')).error() == errc::too_hard);
    CHECK(pool.endings().empty());
}

TEST_CASE("sandbox: a child is born with nothing of its parent", "[sandbox]") {
    ::setenv("CHOQR_SECRET", "1", 1);
    const int open_here = ::dup(1);  // Not closed on exec.
    Pool pool;
    CHECK(pool.run("born_with").value() == "3 descriptors, 0 names");
    ::close(open_here);
}

TEST_CASE("sandbox: work that watches what it uses has an answer before it is killed", "[sandbox]") {
    Pool pool;
    CHECK(pool.run("budget").value() == "stopped in time");
}

TEST_CASE(
    "sandbox: whatever ends a child is one answer, one line with the reason, and the next job's child is "
    "another",
    "[sandbox]") {
    struct Case {
        std::string kind;
        Reason reason;
    };
    auto options = naughty();
    options.limits.wall = 30s;  // The machine may be busy.
    Pool pool{options};
    const std::vector<Case> cases{
        {"crash", Reason::crash},        {"abort", Reason::crash},
        {"throw", Reason::crash},        {"exit", Reason::answer},
        {"spin", Reason::processor},     {"hog", Reason::memory},
        {"long_answer", Reason::answer}, {"lie_about_length", Reason::answer},
        {"open", Reason::call},          {"create", Reason::call},
        {"socket", Reason::call},        {"write_elsewhere", Reason::call},
        {"duplicate", Reason::call},     {"fork", Reason::call},
        {"exec", Reason::call},          {"executable_memory", Reason::call},
        {"kill_parent", Reason::call},   {"outlive_timer", Reason::call},
    };
    std::size_t ended = 0;
    for (const auto& [kind, reason] : cases) {
        CAPTURE(kind);
        CHECK(pool.run(kind).error() == errc::too_hard);
        const auto endings = pool.endings();
        REQUIRE(endings.size() == ++ended);
        CHECK(endings.back().kind == kind);
        if (!reports_by_itself(reason)) CHECK(text_of(endings.back().reason) == text_of(reason));
        if (reason == Reason::processor) CHECK(endings.back().processor < 600ms);
        CHECK(pool.run("echo", "next").value() == "next");
    }
    CHECK_FALSE(std::filesystem::exists("/tmp/choqr-was-here"));
}

TEST_CASE("sandbox: a child that ends before it has its job takes nothing with it: another does the job",
          "[sandbox]") {
    auto options = naughty();
    options.limits.wall = 30s;
    Pool pool{options};
    pool.prepare();
    while (children_of_this_process() < 2) std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(300ms);  // Until they have greeted.
    const auto standing = processes_of_this_process();
    for (const auto child : standing) ::kill(child, SIGSTOP);
    auto answer = pool.begin({"echo", "xin chào", "somebody"});
    std::this_thread::sleep_for(300ms);  // Until it is sent.
    for (const auto child : standing) ::kill(child, SIGKILL);
    CHECK(answer.get().value() == "xin chào");
    CHECK(pool.endings().empty());
}

TEST_CASE("sandbox: a job that no child lives long enough to have is given up", "[sandbox]") {
    auto options = naughty();
    options.executable = GREETING_CHILD;
    Pool pool{options};
    CHECK(pool.run("echo").error() == errc::too_hard);
    CHECK(pool.endings().size() == 1);
}

TEST_CASE("sandbox: a child that hangs is ended by the clock", "[sandbox]") {
    auto options = naughty();
    options.limits.wall = 300ms;
    Pool pool{options};
    const auto began = Clock::now();
    CHECK(pool.run("hang").error() == errc::too_hard);
    CHECK(Clock::now() - began < 2s);
    REQUIRE(pool.endings().size() == 1);
    CHECK(pool.endings().front().reason == Reason::wall);
    CHECK(pool.endings().front().wall >= 300ms);
}

TEST_CASE("sandbox: fifty at once are all answered, and not more children live than may", "[sandbox]") {
    auto options = naughty();
    options.at_once = 2;
    Pool pool{options};
    std::vector<std::future<Result<std::string>>> answers;
    answers.reserve(50);
    for (int i = 0; i < 50; ++i)
        answers.push_back(pool.begin({"echo", std::to_string(i), "caller " + std::to_string(i % 5)}));
    std::size_t most = 0;
    for (int i = 0; i < 50; ++i) {
        CHECK(answers[static_cast<std::size_t>(i)].get().value() == std::to_string(i));
        most = std::max(most, children_of_this_process());
    }
    CHECK(most <= options.at_once + options.spare);
}

TEST_CASE("sandbox: who brings a hundred hard jobs waits behind them himself; a full queue says so at once",
          "[sandbox]") {
    auto options = naughty();
    options.queue_max = 10;
    options.limits.processor = 100ms;
    options.patience = 60s;
    Pool pool{options};
    std::vector<std::future<Result<std::string>>> hard;
    hard.reserve(100);
    for (int i = 0; i < 100; ++i) hard.push_back(pool.begin({"spin", {}, "stranger"}));
    const auto began = Clock::now();
    CHECK(pool.begin({"echo", "a", "vendor"}).get().value() == "a");
    CHECK(Clock::now() - began < 2s);
    std::size_t full = 0;
    for (auto& answer : hard) full += answer.get().error() == errc::full ? 1u : 0u;
    CHECK(full >= 80);
    CHECK(full <= 91);  // Ten waited; the vendor took one's place.
}

TEST_CASE("sandbox: a job waits no longer than patience says", "[sandbox]") {
    auto options = naughty();
    options.patience = 300ms;
    Pool pool{options};
    auto first = pool.begin({"hang", {}, "a"});
    const auto began = Clock::now();
    CHECK(pool.run("echo", "x").error() == errc::full);
    CHECK(Clock::now() - began < 2s);
    CHECK(first.get().error() == errc::too_hard);
}

TEST_CASE("sandbox: a caller who leaves frees the child at once, and nobody is told of a fault",
          "[sandbox]") {
    Pool pool;
    std::stop_source working, waiting;
    auto first = pool.begin({"hang", {}, "a", working.get_token()});
    auto second = pool.begin({"hang", {}, "a", waiting.get_token()});
    std::this_thread::sleep_for(200ms);
    const auto began = Clock::now();
    waiting.request_stop();
    CHECK(second.get().error() == errc::gone);
    working.request_stop();
    CHECK(first.get().error() == errc::gone);
    CHECK(Clock::now() - began < 1s);
    CHECK(pool.run("echo", "x").value() == "x");
    CHECK(pool.begin({"echo", {}, "a", waiting.get_token()}).get().error() == errc::gone);
    CHECK(pool.endings().empty());
}

TEST_CASE("sandbox: stopping kills what works, ends what waits, refuses what comes, and leaves no child",
          "[sandbox]") {
    Pool pool;
    std::vector<std::future<Result<std::string>>> answers;
    for (const auto* kind : {"spin", "hang", "echo", "hog"})
        answers.push_back(pool.begin({kind, std::string(100'000, 'x'), "a"}));
    std::this_thread::sleep_for(100ms);
    const auto began = Clock::now();
    pool.stop();
    CHECK(Clock::now() - began < 1s);
    CHECK(children_of_this_process() == 0);
    for (auto& answer : answers) CHECK(answer.get().error() == errc::stopping);
    CHECK(pool.run("echo").error() == errc::stopping);
    pool.stop();
    CHECK(pool.endings().empty());
}

TEST_CASE("sandbox: stopping while callers still come answers every one of them", "[sandbox]") {
    for (int round = 0; round < 20; ++round) {
        Pool pool;
        std::atomic<bool> go_on{true};
        std::atomic<int> asked{0}, answered{0};
        std::jthread caller{[&] {
            while (go_on) {
                ++asked;
                (void)pool.run("echo", "x");
                ++answered;
            }
        }};
        std::this_thread::sleep_for(std::chrono::milliseconds{round * 3});
        pool.stop();
        go_on = false;
        caller.join();
        CHECK(asked == answered);
    }
}

TEST_CASE("sandbox: where no child can be had every job is refused at once, and it is said once",
          "[sandbox]") {
    struct Case {
        std::string executable, complaint;
    };
    const std::vector<Case> cases{
        {"/no/such/program", "No such file"}, {"/bin/false", "children end"}, {REFUSED_CHILD, "seccomp"}};
    for (const auto& [executable, complaint] : cases) {
        CAPTURE(executable);
        auto options = naughty();
        options.executable = executable;
        Pool pool{options};
        const auto began = Clock::now();
        for (int i = 0; i < 20; ++i) CHECK(pool.run("echo").error() == errc::unavailable);
        CHECK(Clock::now() - began <
              10s);  // A start or two, also on a machine with much to do, and not twenty.
        REQUIRE(pool.complaints().size() == 1);
        CHECK(pool.complaints().front().find(complaint) != std::string::npos);
        CHECK(pool.endings().empty());
    }
}

TEST_CASE("sandbox: a program that never greets is given up", "[sandbox]") {
    auto options = naughty();
    options.executable = "/bin/cat";  // Refuses the words, or waits: it greets in no case.
    options.start_limit = 300ms;
    Pool pool{options};
    CHECK(pool.run("echo").error() == errc::unavailable);
}

TEST_CASE("sandbox: no storm: however many children end, so many are started in a second", "[sandbox]") {
    auto options = naughty();
    options.starts_per_second = 5;
    options.queue_max = 200;
    Pool pool{options};
    const auto began = Clock::now();
    for (int i = 0; i < 15; ++i) CHECK(pool.run("crash").error() == errc::too_hard);
    // The spare ones and five at once, then five a second.
    CHECK(Clock::now() - began > 1s);
}

TEST_CASE("sandbox: children die with their parent", "[sandbox]") {
    const auto parent = ::fork();  // No thread is alive here: the other tests' pools have ended.
    REQUIRE(parent >= 0);
    if (parent == 0) {
        auto* const pool = new Pool;  // Never destroyed.
        pool->prepare();
        auto answer = pool->begin({"hang", {}, "a"});
        std::this_thread::sleep_for(500ms);
        ::kill(::getpid(), SIGKILL);
    }
    const auto children_file = "/proc/" + std::to_string(parent) + "/task";
    std::this_thread::sleep_for(300ms);
    std::vector<std::string> children;
    for (const auto& task : std::filesystem::directory_iterator{children_file}) {
        std::ifstream list{task.path() / "children"};
        for (std::string each; list >> each;) children.push_back(each);
    }
    CHECK_FALSE(children.empty());
    int status = 0;
    ::waitpid(parent, &status, 0);
    const auto end = Clock::now() + 5s;
    for (const auto& child : children) {
        const auto stat = "/proc/" + child + "/stat";
        const auto alive = [&stat] {
            std::ifstream in{stat};
            std::string text{std::istreambuf_iterator<char>{in}, {}};
            return !text.empty() && text.find(") Z ") == std::string::npos &&
                   text.find("sandbox-child") == std::string::npos;
        };
        while (alive() && Clock::now() < end) std::this_thread::sleep_for(10ms);
        CHECK_FALSE(alive());
    }
}

TEST_CASE("sandbox: a job says how long its answer may be, and no other's may be so long", "[sandbox]") {
    Pool pool;
    const Job job{"long_answer", "", "somebody", {}, std::size_t{2} << 20};
    CHECK(pool.begin(job).get().value().size() == std::size_t{2} << 20);
    CHECK(pool.run("long_answer").error() == errc::too_hard);
    const Job shorter{"long_answer", "", "somebody", {}, (std::size_t{2} << 20) - 1};
    CHECK(pool.begin(shorter).get().error() == errc::too_hard);
}

TEST_CASE("sandbox: the simulated side does the work here and fails when told", "[sandbox]") {
    SimulatedSandbox sandbox{
        [](const Assignment& job) { return std::string{job.kind} + ":" + std::string{job.bytes}; }};
    const auto run = [&sandbox] {
        net::io_context io;
        auto answer = net::co_spawn(io, sandbox.run({"echo", "x", "a"}), net::use_future);
        io.run();
        return answer.get();
    };
    CHECK(run().value() == "echo:x");
    sandbox.fail_with(errc::full);
    CHECK(run().error() == errc::full);
}
