#include "mbr/tools.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST_BRIEF 200
#define LONGEST_PATH 4096

char *mbr_tools_home(void)
{
    char path[LONGEST_PATH];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);
    if (n <= 0 || (size_t)n == sizeof path)
        return NULL;
    while (n > 1 && path[n - 1] != '/')
        n--;
    return mbr_memdup(path, (size_t)n - 1);
}

static void look_in(struct mbr_tools *tools, const char *directory)
{
    static const char prefix[] = MBR_TOOL_PREFIX;
    DIR *dir = opendir(directory);
    if (!dir)
        return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *name = entry->d_name;
        if (strncmp(name, prefix, sizeof prefix - 1) != 0)
            continue;
        struct mbr_buf path = {0};
        mbr_put_format(&path, "%s/%s", directory, name);
        mbr_put_char(&path, '\0');
        bool added = false;
        if (access(path.p, X_OK) == 0)
            mbr_map_put(&tools->name, mbr_span(name + sizeof prefix - 1), &added);
        if (added) {
            tools->path =
                mbr_grow(tools->path, &tools->cap, tools->name.count, sizeof *tools->path);
            tools->path[tools->name.count - 1] = path.p;
        } else {
            mbr_buf_free(&path);
        }
    }
    closedir(dir);
}

void mbr_tools_find(struct mbr_tools *tools)
{
    char *home = mbr_tools_home();
    if (home)
        look_in(tools, home);
    free(home);
    const char *path = getenv("PATH");
    while (path && *path) {
        size_t n = strcspn(path, ":");
        char *directory = mbr_memdup(path, n);
        if (n)
            look_in(tools, directory);
        free(directory);
        path += n + (path[n] == ':');
    }
}

void mbr_tools_free(struct mbr_tools *tools)
{
    for (uint32_t i = 0; i < tools->name.count; i++)
        free(tools->path[i]);
    free(tools->path);
    mbr_map_free(&tools->name);
    *tools = (struct mbr_tools){0};
}

/* With a slash in it, so that man opens this file: its own search could find another
   installation's page. */
char *mbr_tools_page(const char *name)
{
    static const char *const rooms[] = {"../../man", "../share/man/man1", "../share/man/man5",
                                        "../share/man/man7"};
    const char *prefix = strcmp(name, "mbr") == 0 ? "" : MBR_TOOL_PREFIX;
    char *home = mbr_tools_home();
    struct mbr_buf path = {0};
    bool found = false;
    for (size_t i = 0; home && i < sizeof rooms / sizeof *rooms && !found; i++) {
        for (const char *section = "157"; *section && !found; section++) {
            path.n = 0;
            mbr_put_format(&path, "%s/%s/%s%s.%c", home, rooms[i], prefix, name, *section);
            mbr_put_char(&path, '\0');
            found = access(path.p, R_OK) == 0;
        }
    }
    free(home);
    if (!found)
        mbr_buf_free(&path);
    return path.p;
}

static _Noreturn void find_page(const char *name)
{
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    execlp("man", "man", "-w", name, (char *)NULL);
    _exit(127);
}

bool mbr_tools_man_has(const char *name)
{
    int status;
    pid_t child = fork();
    if (child == 0)
        find_page(name);
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

static _Noreturn void become(const char *path, int out)
{
    dup2(out, STDOUT_FILENO);
    execl(path, path, "--generate", "brief", (char *)NULL);
    _exit(127);
}

void mbr_tools_brief(const char *path, struct mbr_buf *to)
{
    int end[2];
    char text[LONGEST_BRIEF];
    if (pipe(end) < 0)
        return;
    pid_t child = fork();
    if (child == 0)
        become(path, end[1]);
    close(end[1]);
    FILE *from = fdopen(end[0], "r");
    if (child > 0 && from && fgets(text, sizeof text, from))
        mbr_put(to, text, strcspn(text, "\n"));
    if (from)
        fclose(from);
    if (child > 0)
        waitpid(child, NULL, 0);
}
