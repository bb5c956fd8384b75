#include "cli/ledger_export.hpp"

#include <fstream>
#include <iostream>

#include "base/encoding.hpp"
#include "book_json/event_json.hpp"
#include "cli/ledger_files.hpp"
#include "cli/progress.hpp"
#include "data_folder/ledger.hpp"
#include "json/value.hpp"

namespace choqr::gateway {
namespace {

struct Range {
    std::uint64_t from = 0, end = 0;
};

Range range_of(const Arguments& parsed, std::uint64_t size) {
    Range range{parsed.number("--from").value_or(0), size};
    if (const auto last = parsed.number("--to")) range.end = std::min(size, *last + 1);
    return range;
}

/// One line; the error's sentence if the record is none of ours.
Error write_line(const journal::RecordView& record, const LedgerFiles& files, bool with_entry,
                 std::string& line) {
    const auto event = book::decode(record.sequence, record.type, record.payload(), *files.sealer);
    if (!event) return event.error();
    json::Writer json;
    write(json, *event, files.has_keys ? book::Keys::at_hand : book::Keys::missing);
    line = json.take();
    if (with_entry) {
        line.pop_back();
        line += ",\"entry\":\"" + to_base64(record.entry) + "\"}";
    }
    line += '\n';
    return {};
}

int export_ledger(const Arguments& parsed, std::ostream& out, std::ostream& err) {
    const auto files = LedgerFiles::open(parsed.required("--data"), err);
    if (!files) return 1;
    const auto range = range_of(parsed, files->journal->head().size);
    const bool with_entry = parsed.has("--entries");
    std::string line, sentence;
    const auto read = files->journal->read(
        Sequence{range.from}, Sequence{range.end}, [&](const journal::RecordView& record) {
            if (const auto error = write_line(record, *files, with_entry, line); error)
                sentence = "record " + std::to_string(record.sequence.value()) + ": " + error.message();
            else
                out << line;
            return sentence.empty() && out.good();
        });
    out.flush();
    if (!read) sentence = parsed.required("--data");
    if (!read) sentence += ": " + read.error().message();
    if (sentence.empty() && !out.good()) sentence = "the output cannot be written";
    if (sentence.empty()) return 0;
    return err << "choqr ledger export: " << sentence << "\n", 1;
}

/// The lines of an export become records, in batches.
class Importer {
public:
    explicit Importer(journal::JournalFiles& journal) : journal_{journal} {}

    /// The sentence if this line cannot be the next record.
    std::optional<std::string> take(const std::string& line) {
        const auto parsed = json::parse(line);
        const auto* value = std::get_if<json::Value>(&parsed);
        const auto* entry = value ? value->find("entry") : nullptr;
        const auto* sequence = value ? value->find("sequence") : nullptr;
        const auto bytes = entry && entry->string() ? from_base64(*entry->string()) : std::nullopt;
        if (!bytes || bytes->size() < 2 + sizeof(journal::Salt))
            return "this line has no entry; export with --entries";
        if (!sequence || !sequence->integer() || *sequence->integer() != static_cast<std::int64_t>(next_))
            return "record " + std::to_string(next_) +
                   " is missing; a ledger begins with record 0 and has no gap";
        ++next_;
        entries_.push_back(*bytes);
        bytes_ += bytes->size();
        return entries_.size() >= batch_records || bytes_ > batch_bytes ? write() : std::nullopt;
    }

    std::optional<std::string> write() {
        std::vector<journal::Salt> salts(entries_.size());
        std::vector<journal::Record> records;
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            const std::string_view entry = entries_[i];
            const auto type = static_cast<std::uint16_t>(static_cast<unsigned char>(entry[0]) << 8 |
                                                         static_cast<unsigned char>(entry[1]));
            std::ranges::copy(entry.substr(2, salts[i].size()), salts[i].begin());
            records.push_back({type, entry.substr(2 + salts[i].size()), &salts[i]});
        }
        const auto appended = journal_.append(Sequence{next_ - entries_.size()}, records);
        entries_.clear();
        bytes_ = 0;
        return appended ? std::nullopt : std::optional{appended.error().message()};
    }

private:
    static constexpr std::size_t batch_records = 4'096, batch_bytes = 4u << 20;
    journal::JournalFiles& journal_;
    std::vector<std::string> entries_;
    std::size_t bytes_ = 0;
    std::uint64_t next_ = 0;
};

// The new ledger's own store is empty and nobody has used it.
Result<void> copy_keys(std::string_view from, const std::string& data) {
    const auto bytes = read_text_file(from);
    if (!bytes) return boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory);
    return write_text_file(data + "/" + std::string{keys::KeyRing::file_name}, *bytes,
                           world::Permission::owner_only);
}

std::optional<std::string> import_lines(std::istream& in, const std::string& data, journal::TreeHead& head) {
    world::SystemRandom random;
    const auto directory = world::PosixDirectory::open(data);
    if (!directory) return directory.error().message();
    auto journal = journal::JournalFiles::open(**directory, random);
    if (!journal) return journal.error().message();
    Importer importer{*journal};
    std::string line;
    for (std::uint64_t number = 1; std::getline(in, line); ++number)
        if (const auto wrong = importer.take(line)) return "line " + std::to_string(number) + ": " + *wrong;
    if (const auto wrong = importer.write()) return wrong;
    head = journal->head();
    return std::nullopt;
}

int import_ledger(const Arguments& parsed, std::ostream& out, std::ostream& err) {
    const auto data = parsed.required("--data"), file = parsed.words().front();
    std::ifstream stream;
    if (file != "-") stream.open(file, std::ios::binary);
    if (file != "-" && !stream) return err << "choqr ledger import: " << file << ": cannot be read\n", 1;
    world::SystemRandom random;
    Ledger::create(data, random, parsed.value("--origin").value_or(""));
    if (const auto keys = parsed.value("--keys"))
        if (const auto copied = copy_keys(*keys, data); !copied)
            return err << *keys << ": " << copied.error().message() << "\n", 1;
    journal::TreeHead head;
    if (const auto wrong = import_lines(file == "-" ? std::cin : stream, data, head))
        return err << "choqr ledger import: " << file << ": " << *wrong << "\n"
                   << data << " is not complete: remove it.\n",
               1;
    out << "records      " << head.size << "\nroot         " << to_base64(head.root.bytes()) << "\n";
    return 0;
}

}  // namespace

int run_ledger_export(const Arguments& arguments, Surroundings& surroundings) {
    return export_ledger(arguments, surroundings.out, surroundings.err);
}

int run_ledger_import(const Arguments& arguments, Surroundings& surroundings) {
    return import_ledger(arguments, surroundings.out, surroundings.err);
}

}  // namespace choqr::gateway
