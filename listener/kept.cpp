#include "listener/kept.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "json/fields.hpp"
#include "json/writer.hpp"

namespace choqr::listener {
namespace {

[[noreturn]] void refuse(const std::string& file, int error) {
    throw std::runtime_error{file + ": " + std::system_category().message(error)};
}

/// Closed when it goes.
class Descriptor {
public:
    explicit Descriptor(int value) : value_{value} {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int value() const { return value_; }

private:
    int value_;
};

void write_all(const std::string& file, const std::string& text) {
    const Descriptor out{::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (out.value() < 0) refuse(file, errno);
    for (std::size_t done = 0; done < text.size();) {
        const auto written = ::write(out.value(), text.data() + done, text.size() - done);
        if (written < 0 && errno != EINTR) refuse(file, errno);
        if (written > 0) done += static_cast<std::size_t>(written);
    }
    if (::fsync(out.value()) != 0) refuse(file, errno);
}

}  // namespace

std::optional<Kept> read_kept(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) return std::nullopt;
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    const auto parsed = json::parse(text);
    const auto* document = std::get_if<json::Value>(&parsed);
    json::Complaint complaint;
    if (document == nullptr)
        throw std::runtime_error{file + ": is no file of choqr speak; remove it and pair anew"};
    const json::Fields fields{*document, complaint};
    Kept kept;
    kept.origin = fields.text("origin", 400).value_or("");
    kept.cookie = fields.text("cookie", 400).value_or("");
    kept.path = fields.text("path", 200).value_or("");
    if (const auto heard = fields.optional_integer("heard", 0, INT64_MAX))
        kept.heard = Sequence{static_cast<std::uint64_t>(*heard)};
    kept.at = fields.instant("at").value_or(Instant{});
    if (complaint) throw std::runtime_error{file + ": is no file of choqr speak; remove it and pair anew"};
    return kept;
}

void prepare_to_keep(const std::string& file, const Kept& kept) {
    json::Writer json;
    json.begin_object().field("origin", kept.origin).field("cookie", kept.cookie).field("path", kept.path);
    json.field("heard",
               kept.heard ? std::optional{static_cast<std::int64_t>(kept.heard->value())} : std::nullopt);
    json.field("at", format_rfc3339(kept.at)).end_object();
    std::error_code error;
    const auto folder = std::filesystem::path{file}.parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    write_all(file + ".new", json.take());
}

void keep_prepared(const std::string& file) {
    if (::rename((file + ".new").c_str(), file.c_str()) != 0) refuse(file, errno);
}

std::string usual_file() {
    const char* const state = std::getenv("XDG_STATE_HOME");
    if (state != nullptr && *state != '\0') return std::string{state} + "/choqr/speak.json";
    const char* const home = std::getenv("HOME");
    return std::string{home == nullptr ? "" : home} + "/.local/state/choqr/speak.json";
}

}  // namespace choqr::listener
