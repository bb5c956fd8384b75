#include "journal/checkpoint.hpp"

#include <algorithm>
#include <charconv>

#include "base/encoding.hpp"
#include "base/plant.hpp"
#include "journal/tree_files.hpp"

namespace choqr::journal {

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    if (text.empty() || text.size() > 19 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > INT64_MAX) return std::nullopt;
    return value;
}

Result<std::string> read_key_line(world::Directory& directory, std::string_view name) {
    auto text = directory.read_file(name);
    if (!text) return Result<std::string>{Error{errc::bad_key}};
    if (text->ends_with('\n')) text->pop_back();
    return text;
}

}  // namespace

std::string Checkpoint::text() const {
    auto out = origin + "\n" + std::to_string(head.size) + "\n" + to_base64(head.root.bytes()) + "\n";
    for (const auto& line : extensions) out += line + "\n";
    return out;
}

std::optional<Checkpoint> Checkpoint::parse(std::string_view text) {
    if (!text.ends_with('\n')) return std::nullopt;
    const auto lines = lines_of(text);
    if (lines.size() < 3 || std::ranges::any_of(lines, &std::string_view::empty)) return std::nullopt;
    const auto size = parse_size(lines[1]);
    const auto root = from_base64(lines[2]);
    const auto hash = root ? Hash::from_bytes(*root) : std::nullopt;
    if (!size || !hash || (*size == 0 && *hash != empty_root())) return std::nullopt;
    return Checkpoint{std::string{lines[0]}, {*size, *hash}, {lines.begin() + 3, lines.end()}};
}

std::optional<Checkpoint> open_checkpoint(std::string_view note, std::string_view origin,
                                          std::span<const VerifierKey> keys) {
    const auto parsed = Note::parse(note);
    if (!parsed || !is_signed_by(*parsed, keys)) return std::nullopt;
    auto checkpoint = Checkpoint::parse(parsed->text);
    if (!checkpoint || checkpoint->origin != origin) return std::nullopt;
    return checkpoint;
}

Result<void> create_signing_key(world::Directory& directory, world::Random& random, std::string_view name) {
    const auto key = SigningKey::generate(name, random);
    if (!key) return Error{errc::bad_key};
    const auto exists = directory.contains(signing_key_file);
    if (!exists) return exists.error();
    if (*exists) return Error{errc::ledger_exists};
    if (const auto stored =
            directory.replace_file(signing_key_file, key->text() + "\n", world::Permission::owner_only);
        !stored)
        return stored;
    return directory.replace_file(verifier_key_file, key->verifier().text() + "\n",
                                  world::Permission::everyone_reads);
}

Result<SigningKey> load_signing_key(world::Directory& directory) {
    const auto text = read_key_line(directory, signing_key_file);
    if (!text) return text.error();
    auto key = SigningKey::parse(*text);
    if (!key) return Error{errc::bad_key};
    return std::move(*key);
}

Result<VerifierKey> load_verifier_key(world::Directory& directory) {
    const auto text = read_key_line(directory, verifier_key_file);
    if (!text) return text.error();
    auto key = VerifierKey::parse(*text);
    if (!key) return Error{errc::bad_key};
    return std::move(*key);
}

Checkpoints::Checkpoints(world::Directory& directory, const JournalFiles& journal, SigningKey key)
    : directory_{directory}, journal_{journal}, key_{std::move(key)} {}

Result<std::unique_ptr<Checkpoints>> Checkpoints::open(world::Directory& directory,
                                                       const JournalFiles& journal, SigningKey key) {
    std::unique_ptr<Checkpoints> checkpoints{new Checkpoints{directory, journal, std::move(key)}};
    if (const auto loaded = checkpoints->load(); !loaded) return loaded.error();
    return checkpoints;
}

Result<void> Checkpoints::load() {
    const auto note = directory_.read_file(checkpoint_file);
    if (!note) return note.error() == world::disk_errc::missing ? Result<void>{} : note.error();
    const auto checkpoint = open_checkpoint(*note, key_.name(), {&key_.verifier(), 1});
    if (!checkpoint) return Error{errc::bad_checkpoint};
    last_ = SignedCheckpoint{checkpoint->head, *note};
    if (const auto checked = check_history(last_->head); !checked) return checked;
    return load_cosigned();
}

Result<void> Checkpoints::load_cosigned() {
    const auto note = directory_.read_file(cosigned_file);
    if (!note) return note.error() == world::disk_errc::missing ? Result<void>{} : note.error();
    const auto checkpoint = open_checkpoint(*note, key_.name(), {&key_.verifier(), 1});
    // Witnesses can be asked again for what can no longer be read; what can be read is as binding as the last
    // checkpoint.
    if (!checkpoint) return {};
    cosigned_ = SignedCheckpoint{checkpoint->head, *note};
    return check_history(cosigned_->head);
}

Result<void> Checkpoints::check_history(const TreeHead& head) const {
    if (journal_.committed().value() < head.size) return Error{errc::history_differs};
    const auto root = tree_root(head.size, journal_.tree().reader());
    if (!root) return root.error();
    if (*root != head.root) return Error{errc::history_differs};
    return {};
}

Result<void> Checkpoints::store(SignedCheckpoint checkpoint) {
    // On disk first: whoever has seen it must be met, after any crash, by a log that has not forgotten it.
    if (!planted("checkpoint_shown_before_stored")) {
        const auto stored =
            directory_.replace_file(checkpoint_file, checkpoint.note, world::Permission::everyone_reads);
        if (!stored) return stored;
    }
    last_ = std::move(checkpoint);
    return {};
}

Result<SignedCheckpoint> Checkpoints::publish(world::Clock::Monotonic now) {
    const std::lock_guard hold{mutex_};
    const auto head = journal_.head();
    const bool too_soon = signed_at_ && now - *signed_at_ < interval;
    if (last_ && (too_soon || head == last_->head)) return shown();
    if (last_)
        if (const auto checked = check_history(last_->head); !checked) return checked.error();
    const Checkpoint checkpoint{key_.name(), head, {}};
    if (const auto stored = store({head, key_.sign(checkpoint.text())}); !stored) return stored.error();
    signed_at_ = now;
    return *last_;
}

SignedCheckpoint Checkpoints::shown() const {
    return cosigned_ && cosigned_->head == last_->head ? *cosigned_ : *last_;
}

std::optional<SignedCheckpoint> Checkpoints::latest() const {
    const std::lock_guard hold{mutex_};
    if (!last_) return std::nullopt;
    return shown();
}

std::optional<SignedCheckpoint> Checkpoints::cosigned() const {
    const std::lock_guard hold{mutex_};
    return cosigned_;
}

Result<void> Checkpoints::add_cosignatures(std::string_view note, std::span<const VerifierKey> witnesses) {
    const std::lock_guard hold{mutex_};
    const auto checkpoint = open_checkpoint(note, key_.name(), {&key_.verifier(), 1});
    if (!checkpoint || !open_checkpoint(note, key_.name(), witnesses)) return Error{errc::bad_checkpoint};
    if (const auto checked = check_history(checkpoint->head); !checked) return checked;
    if (cosigned_ && cosigned_->head.size > checkpoint->head.size) return {};
    const bool same = cosigned_ && cosigned_->head == checkpoint->head &&
                      cosigned_->note.starts_with(checkpoint->text() + "\n");
    SignedCheckpoint kept{checkpoint->head, same ? cosigned_->note : key_.sign(checkpoint->text())};
    const auto lines = note.substr(note.rfind("\n\n") + 2);
    for (const auto line : lines_of(lines)) {
        const auto alone = Note::parse(checkpoint->text() + "\n" + std::string{line} + "\n");
        if (!alone || !is_signed_by(*alone, witnesses)) continue;
        if (kept.note.find("\n" + std::string{line} + "\n") == std::string::npos)
            kept.note += std::string{line} + "\n";
    }
    const auto stored = directory_.replace_file(cosigned_file, kept.note, world::Permission::everyone_reads);
    if (!stored) return stored;
    cosigned_ = std::move(kept);
    return {};
}

}  // namespace choqr::journal
