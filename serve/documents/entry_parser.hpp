// The lines of one section as its entries: jobs, schools, certificates.
// Nothing is made up; a line that is none of an entry's parts is kept as text of it.
#pragma once

#include <span>
#include <vector>

#include "core/api/resume.hpp"
#include "serve/documents/document_text.hpp"

namespace quern::serve {

std::vector<WorkExperience> parse_jobs(std::span<const TextLine> lines);
std::vector<Education> parse_education(std::span<const TextLine> lines);
std::vector<Certification> parse_certifications(std::span<const TextLine> lines);

}  // namespace quern::serve
