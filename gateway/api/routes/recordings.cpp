#include "api/routes/recordings.hpp"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <cmath>

#include "api/views.hpp"
#include "problem/problem.hpp"
#include "telemetry/log.hpp"
#include "voice/wav.hpp"
#include "world/directory.hpp"

// A market records its own voice, clip by clip, and takes it into use (docs/decisions/0713).
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

/// What a call is about. The clip is of voice::clips().
struct Asked {
    MarketId market;
    const voice::Clip* clip = nullptr;
};

std::optional<MarketId> asked_market(const RecordingPorts& ports, const Call& call) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    return market ? std::optional{market->id} : std::nullopt;
}

std::optional<Asked> asked_clip(const RecordingPorts& ports, const Call& call, Response& refusal) {
    const auto market = asked_market(ports, call);
    if (!market) return refusal = problem("market_not_found"), std::nullopt;
    const auto* clip = voice::find_clip(call.values[1]);
    if (clip == nullptr) return refusal = problem("clip_not_found"), std::nullopt;
    return Asked{*market, clip};
}

std::string_view name_of(voice::Fault fault) {
    switch (fault) {
        using enum voice::Fault;
        case missing:
            return "missing";
        case unreadable:
            return "unreadable";
        case silent:
            return "silent";
        case clipped:
            return "clipped";
        case too_quiet:
            return "too_quiet";
        case louder:
            return "louder";
        case quieter:
            return "quieter";
        case too_long:
            return "too_long";
    }
    return "";
}

/// A sentence for each language, which begins with the clip's words.
voice::Told sentences_of(const voice::Finding& finding) {
    const auto told = voice::told_of(finding);
    const std::string spoken{finding.clip->spoken};
    return {"\"" + spoken + "\" " + told.en + ".", "“" + spoken + "” " + told.vi + "."};
}

/// Of a recording that is not kept: what is wrong with it however loud the others are.
Response refused(const voice::Finding& finding) {
    const auto told = sentences_of(finding);
    switch (finding.fault) {
        case voice::Fault::silent:
            return problem_in_words("recording_silent", told.en, told.vi);
        case voice::Fault::clipped:
            return problem_in_words("recording_clipped", told.en, told.vi);
        case voice::Fault::too_quiet:
            return problem_in_words("recording_too_quiet", told.en, told.vi);
        case voice::Fault::too_long:
            return problem_in_words("recording_too_long", told.en, told.vi);
        default:
            return problem("recording_unreadable");
    }
}

/// The disk failed. What was there is there still.
Response not_kept(const Error& error) {
    if (error == world::disk_errc::no_space) return try_again("disk_full", 30);
    throw boost::system::system_error{error};
}

void write_finding(json::Writer& json, const voice::Finding* finding) {
    const auto told = finding ? std::optional{sentences_of(*finding)} : std::nullopt;
    json.field("fault", finding ? std::optional{name_of(finding->fault)} : std::nullopt);
    json.field("detail", told ? std::optional{told->en} : std::nullopt);
    json.field("detail_vi", told ? std::optional{told->vi} : std::nullopt);
}

void write_clip(json::Writer& json, const voice::Clip& clip, const voice::Measured& measured,
                const voice::Finding* finding) {
    json.begin_object().field("name", clip.name).field("spoken", clip.spoken);
    json.field("recorded", measured.fault != voice::Fault::missing);
    const bool sounds = !measured.fault.has_value();
    json.field("loudness_dbfs",
               sounds ? std::optional{std::int64_t{std::lround(measured.loudness)}} : std::nullopt);
    json.field("length_ms", sounds ? std::optional{std::int64_t{measured.length_ms}} : std::nullopt);
    write_finding(json, finding);
    json.end_object();
}

const voice::Finding* finding_about(const std::vector<voice::Finding>& findings, const voice::Clip& clip) {
    const auto found = std::ranges::find(findings, &clip, &voice::Finding::clip);
    return found == findings.end() ? nullptr : &*found;
}

Response answer_about(const RecordingPorts& ports, const Asked& asked) {
    const auto all = ports.recordings.measured(asked.market);
    const auto findings = voice::findings_of(all);
    json::Writer json;
    write_clip(json, *asked.clip, all[voice::index_of(*asked.clip)], finding_about(findings, *asked.clip));
    return json_answer(std::move(json));
}

Response list_of(const RecordingPorts& ports, MarketId market) {
    const auto all = ports.recordings.measured(market);
    const auto findings = voice::findings_of(all);
    const auto in_use = ports.recordings.in_use(market);
    json::Writer json;
    json.begin_object().field("market_id", market.text()).field("in_use", in_use.has_value());
    json.field("changed", in_use && in_use->of != ports.recordings.digest(market));
    json.field("seconds_max", std::int64_t{voice::recording_seconds_max});
    json.field("bytes_max", static_cast<std::int64_t>(voice::recording_bytes_max));
    json.key("clips").begin_array();
    for (std::size_t i = 0; i < all.size(); ++i)
        write_clip(json, voice::clips()[i], all[i], finding_about(findings, voice::clips()[i]));
    json.end_array().end_object();
    return json_answer(std::move(json));
}

Response list(const RecordingPorts& ports, const Call& call) {
    const auto market = asked_market(ports, call);
    return market ? list_of(ports, *market) : problem("market_not_found");
}

Response hear(const RecordingPorts& ports, const Call& call) {
    Response refusal;
    const auto asked = asked_clip(ports, call, refusal);
    if (!asked) return refusal;
    auto wav = ports.recordings.read(asked->market, *asked->clip);
    if (!wav && wav.error() == world::disk_errc::missing) return problem("recording_not_found");
    return wav ? text_answer(std::move(*wav), "audio/wav") : not_kept(wav.error());
}

bool is_wav(const http::Request& request) {
    const auto type = request.field("content-type").value_or("");
    return type == "audio/wav" || type == "audio/x-wav" || type == "audio/wave";
}

Response keep(const RecordingPorts& ports, const Call& call) {
    Response refusal;
    const auto asked = asked_clip(ports, call, refusal);
    if (!asked) return refusal;
    if (!is_wav(call.request))
        return problem("unsupported_media_type", "This call takes Content-Type: audio/wav.", "Content-Type");
    const auto measured = voice::measure(voice::read_recording(call.request.body));
    if (const auto finding = voice::finding_of(*asked->clip, measured)) return refused(*finding);
    const auto kept = ports.recordings.keep(asked->market, *asked->clip, call.request.body);
    return kept ? answer_about(ports, *asked) : not_kept(kept.error());
}

Response remove(const RecordingPorts& ports, const Call& call) {
    Response refusal;
    const auto asked = asked_clip(ports, call, refusal);
    if (!asked) return refusal;
    const auto removed = ports.recordings.remove(asked->market, *asked->clip);
    if (!removed && removed.error() == world::disk_errc::missing) return problem("recording_not_found");
    return removed ? answer_about(ports, *asked) : not_kept(removed.error());
}

Response not_whole(const std::vector<voice::Finding>& findings) {
    return problem("voice_not_whole", [&findings](json::Writer& json) {
        json.key("clips").begin_array();
        for (const auto& finding : findings) {
            json.begin_object().field("name", finding.clip->name);
            write_finding(json, &finding);
            json.end_object();
        }
        json.end_array();
    });
}

Response take_into_use(const RecordingPorts& ports, const Call& call) {
    const auto market = asked_market(ports, call);
    if (!market) return problem("market_not_found");
    const auto findings = ports.recordings.take_into_use(*market);
    if (!findings) return not_kept(findings.error());
    if (!findings->empty()) return not_whole(*findings);
    log(LogLevel::info, "voice_taken_into_use", {{"market", market->text()}, {"by", call.who().name()}});
    return list_of(ports, *market);
}

Response take_back(const RecordingPorts& ports, const Call& call) {
    const auto market = asked_market(ports, call);
    if (!market) return problem("market_not_found");
    const auto taken = ports.recordings.take_back(*market);
    if (!taken) return not_kept(taken.error());
    log(LogLevel::info, "voice_taken_back", {{"market", market->text()}, {"by", call.who().name()}});
    return list_of(ports, *market);
}

using Work = Response (*)(const RecordingPorts&, const Call&);

net::awaitable<Response> look(const RecordingPorts& ports, const Call& call, Work work) {
    return ports.api.read(call, [ports, &call, work] { return work(ports, call); });
}

net::awaitable<Response> change(RecordingPorts ports, const Call& call, Work work) {
    if (auto wait = ports.api.too_many_changes(call)) co_return *std::move(wait);
    auto answer = co_await look(ports, call, work);
    co_return answer;
}

}  // namespace

void add_recording_routes(const RecordingPorts& ports) {
    // Sounds are measured and a voice is packed: beside what is printed and imported, not beside lists.
    const auto options = [](std::string summary, std::size_t body_bytes_max = 0) {
        return in_lane(Lane::heavy, {Capability::record_voice, body_bytes_max, std::move(summary)});
    };
    const auto looks = [ports](Work work) {
        return [ports, work](const Call& call) { return look(ports, call, work); };
    };
    const auto changes = [ports](Work work) {
        return [ports, work](const Call& call) { return change(ports, call, work); };
    };
    const std::string all = "/v1/markets/{id}/recordings", one = all + "/{clip}", use = all + "/use";
    auto& api = ports.api;
    api.add(Method::get, all, options("The clips of the market's own voice: which are recorded, and how"),
            looks(list));
    api.add(Method::get, one, options("A clip as it was recorded, WAV"), looks(hear));
    api.add(Method::put, one, options("Keep a recording of a clip, WAV", voice::recording_bytes_max),
            changes(keep));
    api.add(Method::delete_, one, options("Forget a clip's recording"), changes(remove));
    api.add(Method::post, use, options("The market's loudspeakers speak with its recordings from now on"),
            changes(take_into_use));
    api.add(Method::delete_, use, options("They speak as before; the recordings stay"), changes(take_back));
}

}  // namespace choqr::gateway
