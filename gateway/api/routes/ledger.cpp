#include <charconv>

#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "base/encoding.hpp"
#include "journal/checkpoint.hpp"
#include "journal/proof.hpp"
#include "journal/tiles.hpp"
#include "journal/tree_files.hpp"
#include "problem/problem.hpp"

// The ledger for those who check it: signed checkpoints, tiles and proofs as C2SP's tlog documents write
// them. Hashes are for everybody (each record carries random bytes, so a hash gives nothing away); records
// are not.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::string_view plain_text = "text/plain; charset=utf-8";
constexpr std::size_t cosigned_bytes_max = 16'384;
constexpr std::string_view prefixes[] = {"/v1/ledger", ""};

Response checkpoint(const LedgerPorts& ports) {
    const auto latest = ports.checkpoints.latest();
    if (latest) return text_answer(latest->note, plain_text);
    const auto first = ports.checkpoints.publish(ports.clock.monotonic());
    return first ? text_answer(first->note, plain_text) : try_again("not_ready", 1);
}

Response cosigned_checkpoint(const LedgerPorts& ports) {
    const auto cosigned = ports.checkpoints.cosigned();
    return cosigned ? text_answer(cosigned->note, plain_text)
                    : problem("not_found", "No witness has signed a checkpoint yet.");
}

/// What a witness gives back: the checkpoint that it was shown, with its line. The ledger goes on meanwhile,
/// so this may be an older one than the last.
Response take_cosignatures(const LedgerPorts& ports, const Call& call) {
    const auto kept = ports.checkpoints.add_cosignatures(call.request.body, ports.witnesses);
    if (kept) return cosigned_checkpoint(ports);
    if (kept.error() == journal::errc::bad_checkpoint) return problem("not_cosigned");
    if (kept.error() == journal::errc::history_differs) return problem("history_differs");
    return problem("internal_error", kept.error().message());
}

/// The newest checkpoint with this record in its tree, the newest cosigned one rather: it says more.
Result<journal::SignedCheckpoint> checkpoint_over(const LedgerPorts& ports, Sequence sequence) {
    auto cosigned = ports.checkpoints.cosigned();
    if (cosigned && sequence.value() < cosigned->head.size) return *std::move(cosigned);
    return ports.checkpoints.publish(ports.clock.monotonic());
}

Response tile(const LedgerPorts& ports, const Call& call, std::string_view prefix) {
    const auto path = journal::TilePath::parse(call.request.path.substr(prefix.size() + 1));
    const auto latest = ports.checkpoints.latest();
    if (!path || !latest) return problem("not_found");
    auto bytes = journal::read_tile(ports.journal, *path, latest->head.size);
    if (!bytes && bytes.error() == journal::errc::not_committed) return problem("not_found");
    if (!bytes) return problem("internal_error", bytes.error().message());
    auto response = text_answer(std::move(*bytes), "application/octet-stream");
    if (!path->entries) response.caching = http::Caching::immutable;
    return response;
}

/// Nothing, with the answer in `refusal`, unless it is a whole number.
std::optional<std::uint64_t> number_parameter(const Call& call, std::string_view name,
                                              std::optional<Response>& refusal) {
    const auto text = parameter(call.request, name, refusal);
    if (!text) return std::nullopt;
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), value);
    if (!text->empty() && parsed.ec == std::errc{} && parsed.ptr == text->data() + text->size() &&
        value < INT64_MAX)
        return value;
    refusal = problem("invalid_parameter", std::string{name} + " is a whole number.", name);
    return std::nullopt;
}

/// A vendor may prove the transfers of their own stall, an operator every record.
bool may_prove(const LedgerPorts& ports, const Call& call, Sequence sequence) {
    if (call.who().reaches_everything()) return true;
    const auto row = ports.reports.transfer(TransferId{sequence}).value();
    return row && row->stall && ports.api.visible_stall(call, row->stall->text());
}

Response receipt(const LedgerPorts& ports, const Call& call) {
    std::optional<Response> refusal;
    const auto number = number_parameter(call, "sequence", refusal);
    if (refusal) return *std::move(refusal);
    if (!number) return problem("invalid_parameter", "sequence is missing.", "sequence");
    const Sequence sequence{*number};
    if (sequence >= ports.journal.committed() || !may_prove(ports, call, sequence))
        return problem("record_not_found", {}, "sequence");
    const auto published = checkpoint_over(ports, sequence);
    if (!published) return problem("internal_error", published.error().message());
    if (published->head.size <= *number) return try_again("checkpoint_behind", 1);
    const auto made = journal::make_receipt(ports.journal, sequence, *published);
    if (!made) return problem("internal_error", made.error().message());
    return text_answer(made->text(), plain_text);
}

Response consistency(const LedgerPorts& ports, const Call& call) {
    std::optional<Response> refusal;
    const auto from = number_parameter(call, "from", refusal);
    const auto to = number_parameter(call, "to", refusal);
    if (refusal) return *std::move(refusal);
    if (!from) return problem("invalid_parameter", "from is the size of the older tree.", "from");
    const auto latest = ports.checkpoints.latest();
    if (!latest) return try_again("not_ready", 1);
    const auto second_size = to.value_or(latest->head.size);
    if (*from > second_size || second_size > latest->head.size)
        return problem("invalid_parameter", "from <= to <= the size of the published checkpoint.", "to");
    const auto nodes = ports.journal.tree().reader();
    const auto first_root = journal::tree_root(*from, nodes);
    const auto second_root = journal::tree_root(second_size, nodes);
    const auto proof = journal::consistency_proof(*from, second_size, nodes);
    if (!first_root || !second_root || !proof)
        return problem("internal_error", "The tree's hashes cannot be read.");
    json::Writer json;
    json.begin_object().field("from", *from).field("from_root_hash", to_base64(first_root->bytes()));
    json.field("to", second_size)
        .field("to_root_hash", to_base64(second_root->bytes()))
        .key("proof")
        .begin_array();
    for (const auto& hash : *proof) json.text(to_base64(hash.bytes()));
    json.end_array().end_object();
    return json_answer(std::move(json));
}

void add_tiles(const LedgerPorts& ports, std::string_view prefix, std::string_view kind, Admission access,
               std::string_view summary, const std::shared_ptr<RateLimit>& limit) {
    const auto read = [ports, prefix](const Call& call) {
        return ports.api.in_background(call, [ports, &call, prefix] { return tile(ports, call, prefix); });
    };
    // An index is one to three groups, and a partial tile has its width behind them.
    std::string pattern = std::string{prefix} + "/tile/" + std::string{kind};
    for (const auto* group : {"/{a}", "/{b}", "/{c}", "/{d}"}) {
        pattern += group;
        ports.api.add(Method::get, pattern,
                      {access, 0, std::string{summary}, access == anyone ? limit : nullptr}, read);
    }
}

}  // namespace

void add_ledger_routes(const LedgerPorts& ports) {
    // Whoever audits a ledger of a million records fetches its four thousand tiles in one go.
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 500, .burst = 10'000});
    for (const auto prefix : prefixes) {
        ports.api.add(Method::get, std::string{prefix} + "/checkpoint",
                      {anyone, 0, "The last signed checkpoint (C2SP tlog-checkpoint)", limit},
                      [ports](const Call&) -> net::awaitable<Response> { co_return checkpoint(ports); });
        add_tiles(ports, prefix, "{level}", anyone, "Hashes of the ledger's tree (C2SP tlog-tiles)", limit);
        add_tiles(ports, prefix, "entries", Capability::read_ledger,
                  "The records themselves (C2SP tlog-tiles)", limit);
    }
    ports.api.add(
        Method::get, "/v1/ledger/checkpoint/cosigned",
        {anyone, 0, "The newest checkpoint that a witness has signed (C2SP tlog-cosignature)", limit},
        [ports](const Call&) -> net::awaitable<Response> { co_return cosigned_checkpoint(ports); });
    ports.api.add(Method::post, "/v1/ledger/cosignatures",
                  {Capability::keep_cosignatures, cosigned_bytes_max,
                   "Keeps the signatures that witnesses have put on a checkpoint"},
                  [ports](const Call& call) {
                      return ports.api.in_background(
                          call, [ports, &call] { return take_cosignatures(ports, call); });
                  });
    ports.api.add(
        Method::get, "/v1/ledger/proof",
        taking({{"sequence", "Which record"}},
               {Capability::prove_records, 0, "A receipt: that a record is in the ledger (C2SP tlog-proof)"}),
        [ports](const Call& call) {
            return ports.api.read(call, [ports, &call] { return receipt(ports, call); });
        });
    ports.api.add(
        Method::get, "/v1/ledger/consistency",
        taking({{"from", "Size of the smaller tree"}, {"to", "Size of the larger; the last checkpoint's"}},
               {anyone, 0, "That the tree of so many records continues a smaller one", limit}),
        [ports](const Call& call) {
            return ports.api.in_background(call, [ports, &call] { return consistency(ports, call); });
        });
}

}  // namespace choqr::gateway
