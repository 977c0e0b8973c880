/* SPDX-License-Identifier: MIT */
#include "learn/process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXEC_FAILED = 127, PIECE = 4096, PAUSE_MS = 200 };

/* In the child: never returns. A failure is told by the exit status and one line of output. */
static _Noreturn void become(const assay_process *process, int output)
{
    /* What this program ignores would be ignored by what it starts, too. */
    const int usual[] = {SIGINT, SIGPIPE, SIGXFSZ};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        signal(usual[i], SIG_DFL);
    int nowhere = open("/dev/null", O_RDONLY | O_CLOEXEC);
    bool ready = nowhere >= 0 && dup2(nowhere, STDIN_FILENO) >= 0 &&
                 dup2(output, STDOUT_FILENO) >= 0 && dup2(output, STDERR_FILENO) >= 0;
    if (ready && process->as_user)
        ready = setgroups(0, NULL) == 0 && setgid(process->gid) == 0 && setuid(process->uid) == 0;
    if (ready && process->directory != NULL)
        ready = chdir(process->directory) == 0;
    for (size_t i = 0; ready && process->env != NULL && process->env[i] != NULL; i += 2)
        ready = process->env[i + 1] == NULL ? unsetenv(process->env[i]) == 0
                                            : setenv(process->env[i], process->env[i + 1], 1) == 0;
    if (ready)
        execvp(process->argv[0], (char *const *)(uintptr_t)process->argv);
    const char *why = strerror(errno);
    (void)!write(STDERR_FILENO, why, strlen(why));
    _exit(EXEC_FAILED);
}

/* Keeps the last part of what was printed: the end is where the error stands. */
static void keep_tail(assay_buffer *output, const char *piece, size_t length)
{
    if (output->length + length >= output->maximum) {
        size_t kept = output->maximum / 2;
        if (kept < output->length) {
            memmove(output->data, output->data + output->length - kept, kept);
            output->length = kept;
        }
    }
    for (size_t i = 0; i < length; i++)
        assay_buffer_add_char(output, piece[i] == '\0' ? ' ' : piece[i]);
}

/* True if the process has ended; it can still be waited for. */
static bool has_ended(pid_t pid)
{
    siginfo_t info = {.si_pid = 0};
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

/* False if it was interrupted. What the process leaves running may keep the pipe open for ever. */
static bool read_all(assay_buffer *output, int fd, pid_t pid,
                     const volatile sig_atomic_t *interrupted)
{
    char piece[PIECE];
    for (bool ended = false;;) {
        struct pollfd readable = {.fd = fd, .events = POLLIN};
        int ready = poll(&readable, 1, ended ? 0 : PAUSE_MS);
        if (interrupted != NULL && *interrupted)
            return false;
        if (ready == 0 && ended)
            return true;
        if (ready == 0)
            ended = has_ended(pid);
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return true;
        keep_tail(output, piece, (size_t)n);
    }
}

assay_status assay_process_run(int *exit_status, assay_buffer *output, const assay_process *process,
                               assay_error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return assay_fail(err, ASSAY_IO, "cannot run '%s': %s", process->argv[0], strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        /* A group of its own, so that an interrupt ends what it starts too. */
        setpgid(0, 0);
        become(process, ends[1]);
    }
    int failure = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return assay_fail(err, ASSAY_IO, "cannot run '%s': %s", process->argv[0],
                          strerror(failure));
    }
    if (process->janitor != NULL)
        assay_janitor_watch(process->janitor, pid);
    bool ended = read_all(output, ends[0], pid, process->interrupted);
    close(ends[0]);
    if (!ended)
        kill(-pid, SIGKILL);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (process->janitor != NULL)
        assay_janitor_watch(process->janitor, 0);
    if (!ended)
        return assay_fail(err, ASSAY_TIMEOUT, "interrupted");
    *exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return assay_buffer_check(output, err);
}

assay_status assay_process_start(pid_t *pid, const char *log_file, const assay_process *process,
                                 assay_error *err)
{
    int log = open(log_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0)
        return assay_fail(err, ASSAY_IO, "cannot write '%s': %s", log_file, strerror(errno));
    *pid = fork();
    if (*pid == 0) {
        setsid(); /* an interrupt of the terminal is not the server's */
        become(process, log);
    }
    int failure = errno;
    close(log);
    return *pid > 0 ? ASSAY_OK
                    : assay_fail(err, ASSAY_IO, "cannot run '%s': %s", process->argv[0],
                                 strerror(failure));
}

/* What tools print behind the line that says what is wrong: where to read more, the statement, and
 * what a server adds, behind the time. */
static bool is_appendix(const char *line)
{
    static const char *const beginnings[] = {"(Background on", "[SQL:", "[parameters:", "LINE ",
                                             "^"};
    line += strspn(line, " \t");
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (strncmp(line, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return *line == '\0' || strstr(line, "HINT:  ") != NULL || strstr(line, "DETAIL:  ") != NULL;
}

static bool is_error(const char *line)
{
    return strcasestr(line, "error") != NULL || strstr(line, "FATAL:  ") != NULL;
}

/* Cuts the text off behind its last line, which it returns. */
static char *cut_last_line(assay_buffer *output)
{
    while (output->length > 0 && strchr(" \t\r\n", output->data[output->length - 1]) != NULL)
        output->data[--output->length] = '\0';
    char *line = output->length == 0 ? NULL : strrchr(output->data, '\n');
    return line == NULL ? output->data : line + 1;
}

const char *assay_process_last_line(assay_buffer *output)
{
    enum { LOOKED_AT = 200 };
    const char *last = NULL;
    /* An error first; else the last line that is no appendix. */
    for (int i = 0; i < LOOKED_AT && output->length > 0; i++) {
        char *line = cut_last_line(output);
        if (line == NULL)
            break;
        if (!is_appendix(line) && is_error(line))
            return line;
        if (!is_appendix(line) && last == NULL)
            last = line;
        output->length = (size_t)(line - output->data);
    }
    return last == NULL ? "" : last;
}
