// Every sentence of the application, a line each: key, Russian, English. Whoever writes a view adds its lines here.
// Format  {name} is filled in by tr(). Forms of a plural are parted by '|': one, few, many in Russian («1 запись|2 записи|
//         5 записей»), one and other in English; {n} is the number. «» and “” are the quotes.
// A key that is not here does not compile; tests/ui/i18n_test checks that both languages fill in the same names.
#pragma once

#include <string_view>

namespace quern::ui {

struct Message {
  std::string_view key, russian, english;
};

// clang-format off: a table, a line a sentence however long it is
inline constexpr Message messages[] = {
    // widgets
    {"close", "Закрыть", "Close"},
    {"cancel", "Отмена", "Cancel"},
    {"clear", "Очистить", "Clear"},
    {"retry", "Повторить", "Retry"},
    {"undo", "Вернуть", "Undo"},
    {"more", "Ещё", "More"},
    {"back", "Назад", "Back"},
    {"loading", "Загрузка", "Loading"},
    {"show_password", "Показать пароль", "Show password"},
    {"hide_password", "Скрыть пароль", "Hide password"},
    {"error_code", "Код ошибки", "Error code"},
    {"notices", "Уведомления", "Notices"},
    {"breadcrumbs", "Путь", "Breadcrumbs"},
    {"seconds", "{n} с", "{n} s"},
    {"pager", "Страницы", "Pages"},
    {"pager.previous", "Предыдущая страница", "Previous page"},
    {"pager.next", "Следующая страница", "Next page"},
    {"pager.range", "{from}–{to} из {total}", "{from}–{to} of {total}"},

    // times and sizes
    {"time.now", "только что", "just now"},
    {"time.minutes_ago", "{n} мин назад", "{n} min ago"},
    {"time.today", "сегодня, {time}", "Today, {time}"},
    {"time.yesterday", "вчера, {time}", "Yesterday, {time}"},
    {"size.bytes", "{n} Б", "{n} B"},
    {"size.kilobytes", "{n} КБ", "{n} KB"},
    {"size.megabytes", "{n} МБ", "{n} MB"},
    {"size.gigabytes", "{n} ГБ", "{n} GB"},

    // why something failed: for a toast, after a colon; for a panel, as a sentence
    {"reason.network", "нет связи с сервером", "no connection to the server"},
    {"reason.timeout", "сервер не ответил вовремя", "the server did not answer in time"},
    {"reason.server", "на сервере ошибка ({status})", "the server failed ({status})"},
    {"reason.rate_limited", "слишком часто, подождите", "too many tries, wait a little"},
    {"reason.authentication", "нужно войти снова", "sign in again"},
    {"reason.authorization", "нет прав", "no permission"},
    {"reason.not_found", "его уже нет", "it is no longer there"},
    {"reason.conflict", "тем временем изменено в другом месте", "it was changed elsewhere meanwhile"},
    {"reason.validation", "сервер не принял данные", "the server did not accept it"},
    {"reason.decode", "ответ сервера не разобрать", "the server’s answer cannot be read"},
    {"sentence.network", "Нет связи с сервером. Проверьте сеть и повторите.", "No connection to the server. Check the network and try again."},
    {"sentence.timeout", "Сервер не ответил вовремя. Повторите чуть позже.", "The server did not answer in time. Try again a little later."},
    {"sentence.server", "На сервере ошибка ({status}). Повторите чуть позже.", "The server failed ({status}). Try again a little later."},
    {"sentence.rate_limited", "Слишком много попыток. Подождите немного.", "Too many tries. Wait a little."},
    {"sentence.rate_limited_for", "Слишком много попыток. Подождите {n} секунду.|Слишком много попыток. Подождите {n} секунды.|Слишком много попыток. Подождите {n} секунд.", "Too many tries. Wait {n} second.|Too many tries. Wait {n} seconds."},
    {"sentence.authentication", "Сеанс закончился. Войдите снова.", "Your session has ended. Sign in again."},
    {"sentence.authorization", "Нет прав на это действие.", "You have no permission for this."},
    {"sentence.not_found", "Этого здесь больше нет.", "It is no longer here."},
    {"sentence.conflict", "Тем временем это изменили в другом месте.", "It was changed elsewhere meanwhile."},
    {"sentence.validation", "Сервер не принял данные. Проверьте поля.", "The server did not accept it. Check the fields."},
    {"sentence.decode", "Ответ сервера не удалось разобрать.", "The server’s answer could not be read."},

    // fields
    {"problem.name_missing", "Без названия проект не найти", "A project without a name cannot be found"},
    {"problem.name_too_long", "Название длиннее 200 знаков", "The name is longer than 200 characters"},
    {"problem.description_too_long", "Описание длиннее 5000 знаков", "The description is longer than 5,000 characters"},
    {"problem.email_missing", "Введите электронную почту", "Enter your email"},
    {"problem.email", "Так почта не пишется. Пример: anna@praktika.ru", "This is no email address. Example: anna@praktika.ru"},
    {"problem.password_missing", "Введите пароль", "Enter your password"},
    {"problem.password_too_short", "Нужно не меньше 8 знаков", "It takes at least 8 characters"},
    {"problem.display_name_missing", "Введите имя", "Enter your name"},
    {"problem.display_name_too_long", "Имя длиннее 100 знаков", "The name is longer than 100 characters"},

    // signing in
    {"login.title", "Вход в Quern", "Sign in to Quern"},
    {"login.returns_to_project", "После входа вы вернётесь в проект «{name}».", "You will return to the project “{name}”."},
    {"login.returns", "После входа вы вернётесь на ту же страницу.", "You will return to the page you were on."},
    {"login.session_ended", "Сеанс закончился. Набранное сохранено: войдите, чтобы продолжить.", "Your session has ended. What you typed is kept: sign in to go on."},
    {"login.email", "Электронная почта", "Email"},
    {"login.password", "Пароль", "Password"},
    {"login.submit", "Войти", "Sign in"},
    {"login.new_here", "Впервые здесь?", "New here?"},
    {"login.create_account", "Создать учётную запись", "Create an account"},
    {"login.wrong", "Почта или пароль не подходят.", "Email or password do not match."},
    {"register.title", "Новая учётная запись", "Create an account"},
    {"register.name", "Имя", "Name"},
    {"register.new_password", "Пароль", "Password"},
    {"register.password_hint", "Не меньше 8 знаков", "At least 8 characters"},
    {"register.submit", "Создать учётную запись", "Create account"},
    {"register.has_account", "Уже есть учётная запись?", "Already have an account?"},
    {"register.email_taken", "Эта почта уже занята. Войдите или укажите другую.", "This email is taken. Sign in, or use another one."},
    {"language.group", "Язык", "Language"},
    {"language.automatic", "Как в системе", "As in the system"},
    {"language.russian", "Русский", "Русский"},
    {"language.english", "English", "English"},
    {"theme.group", "Оформление", "Theme"},
    {"theme.system", "Как в системе", "As in the system"},
    {"theme.dark", "Тёмное", "Dark"},
    {"theme.light", "Светлое", "Light"},
    {"theme.to_light", "Светлое оформление", "Light theme"},
    {"theme.to_dark", "Тёмное оформление", "Dark theme"},

    // the shell
    {"shell.page", "Страница", "Page"},
    {"shell.sections", "Разделы", "Sections"},
    {"shell.projects", "Проекты", "Projects"},
    {"shell.settings", "Настройки", "Settings"},
    {"shell.profile", "Профиль", "Profile"},
    {"shell.profile_of", "Профиль: {name}", "Profile: {name}"},
    {"shell.offline", "Нет связи.", "Offline."},
    {"shell.offline_more", "Показано сохранённое; изменения подождут сети.", "Showing what is saved; changes wait for the network."},
    {"shell.cannot_start", "Не получается открыть Quern", "Quern cannot be opened"},
    {"shell.nothing_here", "Здесь ничего нет", "There is nothing here"},
    {"shell.nothing_at", "Страницы {path} нет. Возможно, ссылка устарела.", "There is no page {path}. The link may be out of date."},
    {"shell.to_projects", "К проектам", "To the projects"},

    // projects
    {"projects.title", "Проекты", "Projects"},
    {"projects.search", "Название или описание", "Name or description"},
    {"projects.search_label", "Поиск проектов", "Search projects"},
    {"projects.new", "Новый проект", "New project"},
    {"projects.column_project", "Проект", "Project"},
    {"projects.column_state", "Состояние", "State"},
    {"projects.column_recordings", "Записи", "Recordings"},
    {"projects.column_updated", "Изменён", "Updated"},
    {"projects.no_description", "Без описания", "No description"},
    {"projects.no_recordings", "Пока нет записей", "No recordings yet"},
    {"projects.recordings", "{n} запись|{n} записи|{n} записей", "{n} recording|{n} recordings"},
    {"projects.recordings_word", "запись|записи|записей", "recording|recordings"},
    {"projects.found", "Найден {n} проект|Найдено {n} проекта|Найдено {n} проектов", "{n} project found|{n} projects found"},
    {"projects.count", "{n} проект|{n} проекта|{n} проектов", "{n} project|{n} projects"},
    {"projects.saving", "Сохраняется", "Saving"},
    {"projects.empty_title", "Проектов пока нет", "No projects yet"},
    {"projects.empty", "Проект собирает записи разговоров, расшифровки и цитаты в одном месте.", "A project keeps recordings, transcripts and quotes in one place."},
    {"projects.nothing_title", "Ничего не нашлось", "Nothing found"},
    {"projects.nothing", "Нет проекта, в названии или описании которого было бы «{search}».", "No project has “{search}” in its name or description."},
    {"projects.clear_search", "Сбросить поиск", "Clear the search"},
    {"projects.page_empty_title", "На этой странице пусто", "This page is empty"},
    {"projects.page_empty", "Проектов стало меньше, чем страниц.", "There are fewer projects now than pages."},
    {"projects.first_page", "К началу списка", "To the first page"},
    {"projects.not_loaded", "Проекты не загрузились", "The projects did not load"},
    {"projects.not_refreshed", "Обновить не удалось: {reason}.", "Could not refresh: {reason}."},
    {"projects.actions", "Действия: {name}", "Actions: {name}"},
    {"projects.open", "Открыть", "Open"},
    {"projects.edit", "Изменить", "Edit"},
    {"projects.delete", "Удалить", "Delete"},

    // one project
    {"project.not_loaded", "Проект не загрузился", "The project did not load"},
    {"project.gone_title", "Такого проекта нет", "There is no such project"},
    {"project.gone", "Он удалён, или ссылка неверна.", "It was deleted, or the link is wrong."},
    {"project.created", "создан {date}", "created {date}"},
    {"project.updated", "изменён {date}", "updated {date}"},
    {"project.interviews", "Интервью", "Interviews"},
    {"project.no_uploads_title", "Записей пока нет", "No recordings yet"},
    {"project.no_uploads", "Загружать записи сервер пока не умеет: эта возможность появится вместе с интервью.", "This server cannot take recordings yet: uploads come with interviews."},

    // the dialog of a project
    {"project_dialog.create_title", "Новый проект", "New project"},
    {"project_dialog.edit_title", "Изменить проект", "Edit project"},
    {"project_dialog.name", "Название", "Name"},
    {"project_dialog.name_placeholder", "Введите название", "Enter a name"},
    {"project_dialog.description", "Описание", "Description"},
    {"project_dialog.description_placeholder", "О чём проект, кого и зачем расспрашиваем", "What it is about, whom you ask and why"},
    {"project_dialog.left", "{n} знак остался|{n} знака осталось|{n} знаков осталось", "{n} character left|{n} characters left"},
    {"project_dialog.over", "{n} лишний знак|{n} лишних знака|{n} лишних знаков", "{n} character too many|{n} characters too many"},
    {"project_dialog.create", "Создать проект", "Create project"},
    {"project_dialog.save", "Сохранить", "Save"},
    {"project_dialog.discard_question", "Закрыть и потерять набранное?", "Close and lose what you typed?"},
    {"project_dialog.discard", "Закрыть без сохранения", "Discard"},
    {"project_dialog.keep", "Вернуться к тексту", "Keep editing"},
    {"project_dialog.changed", "Тем временем проект изменили: «{name}».", "The project was changed meanwhile: “{name}”."},
    {"project_dialog.changed_description", "Тем временем описание изменили: «{text}».", "The description was changed meanwhile: “{text}”."},
    {"project_dialog.take_theirs", "Взять новое", "Take the new text"},
    {"project_dialog.keep_mine", "Оставить моё", "Keep mine"},

    // notices
    {"notice.project_deleted", "Проект «{name}» удалён", "Project “{name}” deleted"},
    {"notice.project_not_created", "Проект «{name}» не создан: {reason}", "Project “{name}” not created: {reason}"},
    {"notice.project_not_changed", "Проект «{name}» не изменён: {reason}", "Project “{name}” not changed: {reason}"},
    {"notice.project_not_deleted", "Проект «{name}» не удалён: {reason}", "Project “{name}” not deleted: {reason}"},
    {"notice.profile_not_saved", "Имя не сохранено: {reason}", "Name not saved: {reason}"},
    {"notice.message_deleted", "Сообщение удалено", "Message deleted"},
    {"notice.chat_not_created", "Чат с «{name}» не создан: {reason}", "Chat with “{name}” not created: {reason}"},
    {"notice.not_logged_out", "Выйти не удалось: {reason}", "Could not log out: {reason}"},
    {"notice.reopen", "Исправить", "Edit"},

    // settings
    {"settings.title", "Настройки", "Settings"},
    {"settings.appearance", "Вид", "Appearance"},
    {"settings.account", "Учётная запись", "Account"},
    {"settings.name", "Имя", "Name"},
    {"settings.save_name", "Сохранить имя", "Save name"},
    {"settings.email", "Электронная почта", "Email"},
    {"settings.logout", "Выйти", "Log out"},
};
// clang-format on

}  // namespace quern::ui
