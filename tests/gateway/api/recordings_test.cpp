#include "voices/recordings.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "gateway_tests/house.hpp"
#include "gateway_tests/recorded.hpp"
#include "voice/check.hpp"

using namespace choqr;
using namespace choqr::gateway_test;

namespace {

const Fields as_wav{{"Content-Type", "audio/wav"}};

struct Market {
    House house;
    Json market = house.market("a"), other = house.market("b");
    std::string id = market["id"], path = "/v1/markets/" + id + "/recordings";
    std::string board = house.new_token({{"role", "board"}, {"market_id", id}});
    std::string folder = house.folder() + "/recordings/" + id;

    Answer put(const std::string& clip, const std::string& wav, const Fields& fields = as_wav) const {
        return house.call("PUT", path + "/" + clip, board, wav, fields);
    }
    std::string code_of(const std::string& clip, const std::string& wav) const {
        return put(clip, wav).json()["code"];
    }
    Json list() const { return house.get(path, board).json(); }
    Json clip(const std::string& name) const {
        const auto told = list();
        for (const auto& one : told["clips"])
            if (one["name"] == name) return one;
        return {};
    }
    Answer use() const { return house.call("POST", path + "/use", board); }
    Json first_voice() const { return house.get("/v1/voices?market_id=" + id, "").json()[0]; }
};

void write(const std::string& file, const std::string& bytes) {
    std::filesystem::create_directories(std::filesystem::path{file}.parent_path());
    std::ofstream{file, std::ios::binary} << bytes;
}

/// Every clip, as somebody may put them there by hand.
void record_all(const std::string& folder, double hertz = 900) {
    const auto wav = recorded(250, 0.5, 22'050, hertz);
    for (const auto& clip : voice::clips()) write(voice::file_of(folder, clip), wav);
}

mode_t mode_of(const std::string& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 07777;
}

/// No file of this process grows beyond `bytes`: a disk that is full.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int) = nullptr;
};

}  // namespace

TEST_CASE("recordings: a clip is kept, told of, heard and forgotten, and is its owner's only",
          "[gateway][recordings]") {
    Market at;
    CHECK(at.list()["clips"].size() == voice::clips().size());
    CHECK(at.clip("tram") == Json{{"name", "tram"},
                                  {"spoken", "trăm"},
                                  {"recorded", false},
                                  {"loudness_dbfs", nullptr},
                                  {"length_ms", nullptr},
                                  {"fault", "missing"},
                                  {"detail", "\"trăm\" is missing."},
                                  {"detail_vi", "“trăm” chưa có."}});
    const auto wav = recorded(250, 0.5);
    const auto kept = at.put("tram", wav);
    CHECK(kept.status == 200);
    CHECK(kept.json() == at.clip("tram"));
    CHECK(kept.json()["fault"].is_null());
    const int length_ms = kept.json()["length_ms"], loudness = kept.json()["loudness_dbfs"];
    CHECK(length_ms >= 240);
    CHECK(length_ms <= 260);
    CHECK(loudness < -10);
    const auto heard = at.house.get(at.path + "/tram", at.board);
    CHECK(heard.body == wav);
    CHECK(heard.has("Content-Type: audio/wav"));
    CHECK(mode_of(at.folder) == 0700);
    CHECK(mode_of(at.house.folder() + "/recordings") == 0700);
    CHECK(mode_of(at.folder + "/tram.wav") == 0600);
    const auto other = recorded(300, 0.4);
    CHECK(at.put("tram", other).status == 200);
    CHECK(at.house.get(at.path + "/tram", at.board).body == other);
    CHECK(at.house.call("DELETE", at.path + "/tram", at.board).json()["fault"] == "missing");
    CHECK(at.house.get(at.path + "/tram", at.board).json()["code"] == "recording_not_found");
    CHECK(at.house.call("DELETE", at.path + "/tram", at.board).json()["code"] == "recording_not_found");
}

TEST_CASE("recordings: what is no clip of the list, or not well, is refused with why, and nothing is kept",
          "[gateway][recordings]") {
    Market at;
    const auto well = recorded(250, 0.5);
    CHECK(at.code_of("mot", recorded(250, 0)) == "recording_silent");
    CHECK(at.code_of("mot", recorded(250, 3)) == "recording_clipped");
    CHECK(at.code_of("mot", recorded(250, 0.01)) == "recording_too_quiet");
    CHECK(at.code_of("mot", recorded(1'200, 0.5)) == "recording_too_long");
    CHECK(at.code_of("mot", "no sound") == "recording_unreadable");
    CHECK(at.code_of("mot", well.substr(0, well.size() - 2)) == "recording_unreadable");
    CHECK(at.code_of("mot", wav_file(well.substr(44), 48'000, 2)) == "recording_unreadable");
    CHECK(at.code_of("mot", wav_file(std::string(2 * 7 * 8'000, '\0'), 8'000)) == "recording_unreadable");
    CHECK(at.put("mot", std::string(700'000, 'a')).json()["code"] == "body_too_large");
    CHECK(at.put("mot", well, {{"Content-Type", "audio/mpeg"}}).status == 415);
    for (const auto* name : {"mot.wav", "mot2", "voice"}) {
        CAPTURE(name);
        CHECK(at.put(name, well).status == 404);
    }
    CHECK(at.put("..%2Fmot", well).status == 413);  // That leads to no route, which takes no body.
    const auto quiet = at.put("da-nhan", recorded(250, 0.01)).json();
    CHECK(quiet["status"] == 422);
    CHECK(quiet["detail_vi"].get<std::string>().starts_with("“đã nhận” quá nhỏ ("));
    CHECK_FALSE(std::filesystem::exists(at.folder));
    // Whatever it was that came last, what was well stays.
    REQUIRE(at.put("mot", well).status == 200);
    CHECK(at.code_of("mot", recorded(250, 3)) == "recording_clipped");
    CHECK(at.house.get(at.path + "/mot", at.board).body == well);
}

TEST_CASE("recordings: the list says what choqr voice check says of the folder", "[gateway][recordings]") {
    Market at;
    record_all(at.folder);
    write(at.folder + "/ba.wav", recorded(250, 0.1));
    std::filesystem::remove(at.folder + "/bon.wav");
    std::string told, checked;
    const auto list = at.list();
    for (const auto& clip : list["clips"])
        if (!clip["fault"].is_null()) told += clip["detail"].get<std::string>() + "\n";
    for (const auto& finding : voice::check_folder(at.folder))
        checked += "\"" + std::string{finding.clip->spoken} + "\" " + voice::told_of(finding).en + ".\n";
    CHECK(told == checked);
    CHECK(at.clip("ba")["fault"] == "quieter");
    const auto refused = at.use();
    CHECK(refused.status == 422);
    CHECK(refused.json()["code"] == "voice_not_whole");
    REQUIRE(refused.json()["clips"].size() == 2);
    CHECK(refused.json()["clips"][1]["name"] == "bon");
    CHECK(at.first_voice()["name"] == "north");
    CHECK(at.list()["in_use"] == false);
}

TEST_CASE(
    "recordings: taken into use they are the market's first voice at once and after a start, until taken "
    "back",
    "[gateway][recordings]") {
    Market at;
    record_all(at.folder);
    const auto used = at.use();
    INFO(used.body);
    REQUIRE(used.status == 200);
    CHECK(used.json()["in_use"] == true);
    CHECK(used.json()["changed"] == false);
    const auto voice = at.first_voice();
    CHECK(voice["name"] == "market");
    CHECK(voice["clips"].size() == voice::clips().size());
    const auto file = at.house.get(voice["file"], "");
    CHECK(file.status == 200);
    CHECK(file.body.size() == voice["bytes"].get<std::size_t>());
    CHECK(at.house.get("/v1/voices?market_id=" + at.other["id"].get<std::string>(), "").json()[0]["name"] ==
          "north");
    CHECK(mode_of(at.folder + "/voice") == 0600);

    // What is recorded since is heard when it is taken into use, and not before.
    CHECK(at.put("mot", recorded(300, 0.45)).status == 200);
    CHECK(at.list()["changed"] == true);
    CHECK(at.first_voice() == voice);
    at.house.restart();
    CHECK(at.first_voice() == voice);
    const auto back = at.house.call("DELETE", at.path + "/use", at.board);
    CHECK(back.json()["in_use"] == false);
    CHECK(back.json()["changed"] == false);
    CHECK(at.first_voice()["name"] == "north");
    CHECK(at.house.call("DELETE", at.path + "/use", at.board).status == 200);
    CHECK(at.clip("mot")["recorded"] == true);
}

TEST_CASE("recordings: a full disk is told as such, and what was there stays", "[gateway][recordings]") {
    Market at;
    const auto before = recorded(250, 0.5, 8'000), after = recorded(600, 0.5);
    REQUIRE(at.put("mot", before).status == 200);
    Answer answer;
    {
        const FullDisk full{32'768};
        answer = at.put("mot", after);
    }
    CHECK(answer.status == 507);
    CHECK(answer.json()["code"] == "disk_full");
    CHECK(at.house.get(at.path + "/mot", at.board).body == before);
    CHECK_FALSE(std::filesystem::exists(at.folder + "/mot.wav.tmp"));
    CHECK(at.put("mot", after).status == 200);
}

TEST_CASE("recordings: a market's own go before the folder of the configuration, also when that is read anew",
          "[gateway][recordings]") {
    const House house;  // For its folder.
    const auto market = MarketId::from_value(7);
    const auto folder = house.folder() + "/recordings", configured = house.folder() + "/configured";
    record_all(folder + "/mk7");
    record_all(configured, 1'200);
    const std::vector<gateway::VoiceFolder> folders{{market, configured}};
    gateway::CurrentVoices voices{gateway::Voices{folders}};
    const auto first = [&voices, market] { return Json::parse(voices.now()->list(market))[0]["file"]; };
    const auto of_configuration = first();
    gateway::Recordings recordings{folder, voices};
    CHECK(recordings.load().empty());
    CHECK(first() == of_configuration);
    REQUIRE(recordings.take_into_use(market).value().empty());
    const auto recorded_by_market = first();
    CHECK(recorded_by_market != of_configuration);
    voices.replace(gateway::Voices{folders});
    CHECK(first() == recorded_by_market);
    CHECK(voices.now()->find(recorded_by_market.get<std::string>()) != nullptr);
    REQUIRE(recordings.take_back(market).has_value());
    CHECK(first() == of_configuration);

    // What this version cannot use is named, and the market speaks as before.
    REQUIRE(recordings.take_into_use(market).value().empty());
    std::ifstream stream{folder + "/mk7/voice", std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    for (const std::size_t damaged : {0u, 20u, 90u, 400u, 4'000u}) {
        CAPTURE(damaged);
        write(folder + "/mk7/voice", std::string{text}.erase(damaged, 9));
        gateway::Recordings again{folder, voices};
        voices.take_back(market);
        CHECK(again.load() == std::vector{market});
        CHECK(first() == of_configuration);
    }
    write(folder + "/mk7/voice", text);
    CHECK(recordings.load().empty());
    CHECK(first() == recorded_by_market);
}

TEST_CASE("recordings: one page alone may ask for the microphone", "[gateway][recordings]") {
    const House house;
    CHECK(house.get("/voice/mk1", "").has("microphone=(self)"));
    for (const auto* path :
         {"/", "/stall/st1", "/board/mk1", "/market-devices/mk1", "/voice/mk1/x", "/volunteer/mk1"}) {
        CAPTURE(path);
        CHECK_FALSE(house.get(path, "").has("microphone=(self)"));
    }
    CHECK(house.get("/stall/st1", "").has("microphone=()"));
}
