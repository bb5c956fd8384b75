#include "reports/follower.hpp"

#include <sys/stat.h>

#include <mutex>
#include <utility>

#include "reports/errc.hpp"

namespace choqr::reports {
namespace {

/// Which file a name leads to. SQLite goes on writing into one that was deleted or replaced, and nobody would
/// ever read that.
class NamedFile {
public:
    explicit NamedFile(std::filesystem::path path) : path_{std::move(path)}, was_{now()} {}

    bool is_where_it_was() const { return !was_ || now() == was_; }

private:
    using Identity = std::pair<dev_t, ino_t>;
    std::optional<Identity> now() const {
        struct stat found {};
        if (path_.empty() || ::stat(path_.c_str(), &found) != 0) return std::nullopt;
        return Identity{found.st_dev, found.st_ino};
    }

    const std::filesystem::path path_;
    const std::optional<Identity> was_;
};

}  // namespace

class Follower::Keeper final : public following::Consumer {
public:
    Keeper(Reports& reports, std::filesystem::path file) : reports_{reports}, file_{std::move(file)} {}

    Sequence position() const override { return reports_.position(); }
    Result<void> take(const following::Portion& portion) override {
        if (!file_.is_where_it_was()) return errc::file_gone;
        return reports_.apply(portion.events);
    }
    bool may_pass(const Error& error) const override {
        return error == errc::file_gone || reports::may_pass(error);
    }
    bool reads_personal_data() const override { return true; }

    void afterwards() override {
        std::optional<book::Book::Snapshot> snapshot;
        {
            const std::lock_guard lock{mutex_};
            if (!offered_ || offered_->next > reports_.position()) return;
            snapshot.swap(offered_);
        }
        // It only saves time at the next start. Whatever is wrong with the file is found by what has to be
        // written.
        static_cast<void>(reports_.keep_snapshot(*snapshot));
    }
    void offer(book::Book::Snapshot snapshot) {
        const std::lock_guard lock{mutex_};
        offered_ = std::move(snapshot);
    }

private:
    Reports& reports_;
    const NamedFile file_;
    std::mutex mutex_;
    std::optional<book::Book::Snapshot> offered_;  ///< Guarded by mutex_.
};

Follower::Follower(const journal::JournalFiles& journal, const book::Sealer& sealer, Reports& reports,
                   Options options, std::filesystem::path file)
    : keeper_{std::make_unique<Keeper>(reports, std::move(file))},
      tail_{journal, sealer, *keeper_, options} {}

Follower::~Follower() = default;

following::Tail& Follower::tail() { return tail_; }

void Follower::offer(book::Book::Snapshot snapshot) {
    keeper_->offer(std::move(snapshot));
    tail_.wake();
}

}  // namespace choqr::reports
