#include "listener/kept.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::listener;

namespace {

struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("choqr-kept-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string file() const { return path / "deep" / "speak.json"; }
};

}  // namespace

TEST_CASE("kept: what was kept is read again, by its owner alone", "[listener][kept]") {
    const Folder folder;
    CHECK_FALSE(read_kept(folder.file()).has_value());
    const Kept one{"http://127.0.0.1:8080", "choqr-device-st17=choqr_x", "/v1/stalls/st17/live", Sequence{42},
                   Instant{std::chrono::seconds{1'790'000'000}}};
    prepare_to_keep(folder.file(), one);
    CHECK_FALSE(read_kept(folder.file()).has_value());
    keep_prepared(folder.file());
    const auto read = read_kept(folder.file());
    REQUIRE(read.has_value());
    CHECK(read->origin == one.origin);
    CHECK(read->cookie == one.cookie);
    CHECK(read->path == one.path);
    CHECK(read->heard == one.heard);
    CHECK(read->at == one.at);
    struct stat about {};
    REQUIRE(::stat(folder.file().c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
}

TEST_CASE("kept: another file is no memory, and a folder that cannot be written is said",
          "[listener][kept]") {
    const Folder folder;
    const std::string file = folder.path / "other.json";
    for (const auto* text : {"", "{}", "not json", R"({"origin":"http://x","cookie":1,"path":"/"})"}) {
        std::ofstream{file} << text;
        CHECK_THROWS_WITH(read_kept(file), Catch::Matchers::Contains("is no file of choqr speak"));
    }
    CHECK_THROWS(prepare_to_keep("/proc/nowhere/speak.json", {}));
    CHECK_THROWS(keep_prepared(folder.file()));
}
