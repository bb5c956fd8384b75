#include "world/directory.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "support/catch.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::world;

namespace {

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        REQUIRE(mkdtemp(path_.data()));
        directory_ = std::move(*PosixDirectory::open(path_));
    }
    ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    Directory& operator*() { return *directory_; }
    const std::string& path() const { return path_; }

private:
    std::string path_ = std::filesystem::temp_directory_path().string() + "/choqr-world-XXXXXX";
    std::unique_ptr<PosixDirectory> directory_;
};

/// What both sides promise, in one place.
void keeps_its_promises(Directory& directory) {
    CHECK(directory.open("a", Access::read).error() == disk_errc::missing);
    CHECK(directory.remove("a").error() == disk_errc::missing);
    CHECK(directory.contains("a").value() == false);
    {
        const auto file = std::move(*directory.create("a", Permission::everyone_reads));
        REQUIRE(file->write_at(3, "xyz"));
        CHECK(file->size().value() == 6);
        CHECK(file->read_text_at(0, 100).value() == std::string("\0\0\0xyz", 6));
        CHECK(file->read_text_at(4, 1).value() == "y");
        CHECK(file->read_text_at(6, 5).value().empty());
        REQUIRE(file->preallocate(1000));
        CHECK(file->size().value() == 1000);
        REQUIRE(file->preallocate(10));
        CHECK(file->size().value() == 1000);
        REQUIRE(file->truncate(4));
        CHECK(file->read_text_at(0, 9).value() == std::string("\0\0\0x", 4));
        REQUIRE(file->sync());
    }
    CHECK(directory.create("a", Permission::owner_only).error() == disk_errc::exists);
    REQUIRE(directory.rename("a", "b"));
    CHECK(directory.list().value() == std::vector<std::string>{"b"});

    REQUIRE(directory.replace_file("b", "new", Permission::everyone_reads));
    CHECK(directory.read_file("b").value() == "new");
    REQUIRE(directory.create_directories("tile/0/x001"));
    REQUIRE(directory.create_directories("tile/0/x001"));
    REQUIRE(directory.create("tile/0/x001/234", Permission::everyone_reads).has_value());
    CHECK(directory.contains("tile/0/x001/234").value());
    CHECK(directory.list().value() == std::vector<std::string>{"b"});
    REQUIRE(directory.sync());
    {
        const auto lock = directory.lock_file("lock");
        REQUIRE(lock.has_value());
        CHECK(directory.lock_file("lock").error() == disk_errc::locked);
        CHECK(directory.lock().has_value());
    }
    CHECK(directory.lock_file("lock").has_value());
    {
        const auto lock = directory.lock();
        REQUIRE(lock.has_value());
        static_cast<void>(directory.remove("lock"));
        REQUIRE(directory.remove("b"));
        CHECK(directory.lock().error() == disk_errc::locked);
    }
    CHECK(directory.lock().has_value());
}

/// A file that obeys a script: how much each call does.
class ScriptedFile final : public File {
public:
    std::vector<Result<std::size_t>> script;
    std::string written;

    Result<void> sync() override { return {}; }
    Result<std::uint64_t> size() const override { return written.size(); }
    Result<void> truncate(std::uint64_t) override { return {}; }
    Result<void> preallocate(std::uint64_t) override { return {}; }

protected:
    Result<std::size_t> write_some(std::uint64_t offset, std::string_view bytes) override {
        CHECK(offset == written.size());
        if (next_ == script.size()) return bytes.size();
        const auto answer = script[next_++];
        if (answer) written += bytes.substr(0, *answer);
        return answer;
    }
    Result<std::size_t> read_some(std::uint64_t, std::span<char>) const override { return std::size_t{0}; }

private:
    std::size_t next_ = 0;
};

Error interrupted() { return make_error_code(boost::system::errc::interrupted); }

}  // namespace

TEST_CASE("directory: the real one keeps the promises", "[world]") {
    TemporaryDirectory directory;
    keeps_its_promises(*directory);
}

TEST_CASE("directory: the simulated one keeps the same promises", "[world]") {
    MemoryDirectory directory;
    keeps_its_promises(directory);
    MemoryDirectory rough;
    rough.set_faults({.short_write = 900, .interrupted = 500});
    keeps_its_promises(rough);
}

TEST_CASE("directory: a key file is for its owner only", "[world]") {
    TemporaryDirectory directory;
    REQUIRE((*directory).replace_file("key", "secret", Permission::owner_only));
    struct stat status {};
    REQUIRE(::stat((directory.path() + "/key").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("directory: a path that is not there is an error with a sentence", "[world]") {
    const auto opened = PosixDirectory::open("/nowhere/at/all");
    CHECK(opened.error() == disk_errc::missing);
    CHECK(opened.error().message() == "no such file or directory");
}

TEST_CASE("directory: it and its parents are made where they are missing", "[world]") {
    TemporaryDirectory directory;
    for (const auto* path : {"/a/b/c", "/a/b/c/", "/a//d"}) {
        const auto made = PosixDirectory::open_or_create(directory.path() + path);
        REQUIRE(made.has_value());
        CHECK(std::filesystem::is_directory(directory.path() + path));
    }
    REQUIRE((*directory).create("file", Permission::everyone_reads).has_value());
    CHECK_FALSE(PosixDirectory::open_or_create(directory.path() + "/file/below").has_value());
}

TEST_CASE("file: short and interrupted writes are continued, errors are not hidden", "[world]") {
    ScriptedFile file;
    file.script = {std::size_t{1}, interrupted(), std::size_t{2},
                   interrupted(),  interrupted(), std::size_t{3}};
    REQUIRE(file.write_at(0, "abcdef"));
    CHECK(file.written == "abcdef");

    ScriptedFile full;
    full.script = {std::size_t{2}, Error{disk_errc::no_space}};
    CHECK(full.write_at(0, "abcdef").error() == disk_errc::no_space);
    CHECK(full.written == "ab");

    ScriptedFile stuck;
    stuck.script.assign(5000, std::size_t{0});
    CHECK(stuck.write_at(0, "abcdef").error() == disk_errc::no_progress);
}

TEST_CASE("simulated disk: what was not synced may be lost in a power failure, not in a kill",
          "[world][simulation]") {
    bool lost = false;
    bool kept = false;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        MemoryDirectory disk{seed};
        auto file = std::move(*disk.create("f", Permission::everyone_reads));
        REQUIRE(disk.sync());
        REQUIRE(file->write_at(0, std::string(4096, 'a')));
        REQUIRE(file->sync());
        REQUIRE(file->write_at(1024, std::string(512, 'b')));
        file.reset();
        disk.kill();
        CHECK(disk.contents("f")[1024] == 'b');
        disk.power();
        CHECK(disk.contents("f")[0] == 'a');
        CHECK(disk.contents("f")[4095] == 'a');
        (disk.contents("f")[1024] == 'b' ? kept : lost) = true;
    }
    CHECK(lost);
    CHECK(kept);
}

TEST_CASE("simulated disk: a new name lasts only after a sync of its directory", "[world][simulation]") {
    bool lost = false;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        MemoryDirectory disk{seed};
        {
            const auto file = std::move(*disk.create("f", Permission::everyone_reads));
            REQUIRE(file->write_at(0, "x"));
            REQUIRE(file->sync());
        }
        MemoryDirectory synced{disk};
        REQUIRE(synced.sync());
        synced.power();
        CHECK(synced.contents("f") == "x");
        disk.power();
        lost = lost || !disk.holds("f");
    }
    CHECK(lost);
}

TEST_CASE("simulated disk: after a failed sync the pages look clean and a second sync does nothing",
          "[world][simulation]") {
    bool lost = false;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        MemoryDirectory disk{seed};
        auto file = std::move(*disk.create("f", Permission::everyone_reads));
        REQUIRE(disk.sync());
        REQUIRE(file->write_at(0, std::string(2048, 'a')));
        disk.set_faults({.sync_fails = 1000});
        CHECK(file->sync().error() == disk_errc::input_output);
        disk.set_faults({});
        REQUIRE(file->sync());
        CHECK(file->read_text_at(0, 2048).value() == std::string(2048, 'a'));  // The cache still shows it.
        file.reset();
        disk.power();
        lost = lost || disk.contents("f") != std::string(2048, 'a');
    }
    CHECK(lost);
}

TEST_CASE("simulated disk: it crashes at the operation it was told to, and is full when it is full",
          "[world][simulation]") {
    MemoryDirectory disk;
    auto file = std::move(*disk.create("f", Permission::everyone_reads));
    disk.crash_after(1);
    REQUIRE(file->write_at(0, "x"));
    CHECK_THROWS_AS(file->write_at(1, "y"), SimulatedCrash);
    file.reset();
    disk.kill();
    disk.set_capacity(10);
    file = std::move(*disk.open("f", Access::write));
    CHECK(file->write_at(0, "0123456789"));
    CHECK(file->write_at(0, "0123456789a").error() == disk_errc::no_space);
    CHECK(file->preallocate(11).error() == disk_errc::no_space);
}

TEST_CASE("simulated disk: the same seed does the same", "[world][simulation]") {
    const auto run = [](std::uint64_t seed) {
        MemoryDirectory disk{seed};
        const auto file = std::move(*disk.create("f", Permission::everyone_reads));
        (void)disk.sync();
        for (std::uint64_t i = 0; i < 50; ++i)
            (void)file->write_at(i * 300, std::string(300, static_cast<char>('a' + i % 26)));
        disk.power();
        return disk.contents("f");
    };
    CHECK(run(3) == run(3));
    CHECK(run(3) != run(4));
}
