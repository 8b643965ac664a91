#include "core/api/resume.hpp"

namespace quern {
namespace {

// An address a reader may be sent to: of the web or of mail, never a script.
bool is_link(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7F) return false;
  }
  return text.starts_with("https://") || text.starts_with("http://") || text.starts_with("mailto:");
}

constexpr TextFormat link_format{&is_link, "must be a link: https://…"};

constexpr schema::Field link_fields[] = {
    field<&ResumeLink::name>("name").length(0, max_resume_line).or_default(),
    field<&ResumeLink::url>("url").length(1, max_resume_line).format(link_format),
};

constexpr schema::Field contact_info_fields[] = {
    field<&ContactInfo::full_name>("full_name").length(1, max_resume_line),
    field<&ContactInfo::email>("email").format(email_format),
    field<&ContactInfo::phone>("phone").length(1, max_resume_line),
    field<&ContactInfo::address>("address").length(1, max_resume_line),
    field<&ContactInfo::links>("links").length(0, max_resume_list).or_default(),
};

constexpr schema::Field work_experience_fields[] = {
    field<&WorkExperience::company>("company").length(0, max_resume_line),
    field<&WorkExperience::position>("position").length(0, max_resume_line),
    field<&WorkExperience::start_date>("start_date").length(1, max_resume_line),
    field<&WorkExperience::end_date>("end_date").length(1, max_resume_line),
    field<&WorkExperience::is_current>("is_current"),
    field<&WorkExperience::description>("description").length(0, max_resume_text),
    field<&WorkExperience::responsibilities>("responsibilities").length(0, max_resume_list).or_default(),
    field<&WorkExperience::skills>("skills").length(0, max_resume_list).or_default(),
};

constexpr schema::Field education_fields[] = {
    field<&Education::institution>("institution").length(0, max_resume_line),
    field<&Education::degree>("degree").length(0, max_resume_line),
    field<&Education::field_of_study>("field_of_study").length(1, max_resume_line),
    field<&Education::graduation_date>("graduation_date").length(1, max_resume_line),
    field<&Education::gpa>("gpa").range(0, 1000),
    field<&Education::honors>("honors").length(0, max_resume_list).or_default(),
    field<&Education::relevant_courses>("relevant_courses").length(0, max_resume_list).or_default(),
    field<&Education::skills>("skills").length(0, max_resume_list).or_default(),
};

constexpr schema::Field certification_fields[] = {
    field<&Certification::name>("name").length(1, max_resume_line),
    field<&Certification::issuer>("issuer").length(0, max_resume_line),
    field<&Certification::date_obtained>("date_obtained").length(1, max_resume_line),
    field<&Certification::expiration_date>("expiration_date").length(1, max_resume_line),
    field<&Certification::credential_id>("credential_id").length(1, max_resume_line),
};

constexpr schema::Field resume_fields[] = {
    field<&Resume::contact_info>("contact_info"),
    field<&Resume::summary>("summary").length(0, max_resume_text),
    field<&Resume::work_experience>("work_experience").length(0, max_resume_list).or_default(),
    field<&Resume::education>("education").length(0, max_resume_list).or_default(),
    field<&Resume::certifications>("certifications").length(0, max_resume_list).or_default(),
    field<&Resume::skills>("skills").length(0, max_resume_list).or_default(),
};

constexpr schema::Field resume_version_fields[] = {
    field<&ResumeVersion::version>("version"),
    field<&ResumeVersion::resume>("resume"),
    field<&ResumeVersion::created_at>("created_at"),
};

constexpr schema::Field resume_version_head_fields[] = {
    field<&ResumeVersionHead::version>("version"),
    field<&ResumeVersionHead::created_at>("created_at"),
};

constexpr schema::Field resume_updated_fields[] = {field<&ResumeUpdated::version>("version")};

}  // namespace

const schema::Table Schema<ResumeLink>::table{link_fields};
const schema::Table Schema<ContactInfo>::table{contact_info_fields};
const schema::Table Schema<WorkExperience>::table{work_experience_fields};
const schema::Table Schema<Education>::table{education_fields};
const schema::Table Schema<Certification>::table{certification_fields};
const schema::Table Schema<Resume>::table{resume_fields};
const schema::Table Schema<ResumeVersion>::table{resume_version_fields};
const schema::Table Schema<ResumeVersionHead>::table{resume_version_head_fields};
const schema::Table Schema<ResumeUpdated>::table{resume_updated_fields};

}  // namespace quern
