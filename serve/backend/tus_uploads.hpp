// Resumable uploads by tus 1.0: core, creation, creation-with-upload, expiration, termination.
// Shape   POST /api/uploads makes one (Upload-Length; Upload-Metadata with filename, content_type, project_id and, as one
//         likes, title, client_id, purpose "interview"); HEAD says how much there is; PATCH goes on from there; DELETE ends
//         it. The last PATCH makes the interview, and names it in Content-Location.
// Offset  is what the file holds on the disk, whatever ended the piece before: a lost connection, a killed server. One piece
//         at a time: a second is 409.
// Type    is judged by the first bytes, before the rest is sent (415).
// Life    24 h from the beginning, then 410 and the bytes are gone. At most so many at once a person (429).
// Source  tus.io, protocol 1.0.0; contract, section 3, "interviews".
#pragma once

#include <functional>

#include "serve/backend/interviews.hpp"

namespace quern::serve {

struct TusOptions {
  Duration life = std::chrono::hours{24};
  std::int64_t at_once = 20;
};

class TusUploads {
 public:
  // Runs what it is given in a transaction of its own; false where the store failed.
  using Step = std::function<bool(const std::function<void()>&)>;

  TusUploads(Store store, FileStore& files, Interviews& interviews, Scheduler& clock, Random& random,
             TusOptions options, Step step)
      : store_(store.interviews),
        projects_(store.projects),
        files_(files),
        interviews_(interviews),
        clock_(clock),
        random_(random),
        options_(options),
        step_(std::move(step)) {}

  Response describe(Call& call);  // OPTIONS
  BodyDecision receive_creation(Call& call);
  Response create(Call& call);
  Response head(Call& call);
  BodyDecision receive_piece(Call& call);
  Response append(Call& call);
  Response remove(Call& call);

  // Inside a transaction: forgets what is over; answers the files to remove after it.
  std::vector<std::string> sweep();

 private:
  Result<StoredUpload> parse_creation(const Call& call);
  std::optional<Response> check_creation(const Call& call, const StoredUpload& upload);
  std::optional<StoredUpload> find(const Call& call);
  std::uint64_t size_of(const std::string& id) const;
  std::optional<Response> complete(Call& call, StoredUpload& upload);
  Response with_state(int status, const StoredUpload& upload, std::uint64_t offset) const;

  InterviewStore& store_;
  ProjectStore& projects_;
  FileStore& files_;
  Interviews& interviews_;
  Scheduler& clock_;
  Random& random_;
  TusOptions options_;
  Step step_;
};

}  // namespace quern::serve
