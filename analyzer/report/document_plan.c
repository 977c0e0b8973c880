/* SPDX-License-Identifier: MIT */
/* The plan as XML: what the script needs beside the verdict. */
#include "base/limits.h"
#include "base/quote.h"
#include "plan/plan.h"
#include "report/document.h"

static void write_repair(assay_writer *writer, xmlNodePtr parent, const assay_repair *repair)
{
    xmlNodePtr node = assay_write_node(writer, parent, "repair");
    assay_write_word(writer, node, "change", assay_change_name(repair->change));
    assay_write_word(writer, node, "kind", assay_kind_get(repair->kind)->name);
    assay_write_word(writer, node, "safety", assay_repair_safety_name(repair->safety));
    assay_write_word(writer, node, "attribute", repair->attribute);
    assay_write_text(writer, node, "object", repair->object);
    assay_write_text(writer, node, "revision", repair->of->revision);
    assay_write_text(writer, node, "reason", repair->reason);
    for (size_t i = 0; i < repair->n_steps; i++) {
        xmlNodePtr step = assay_write_node(writer, node, "step");
        assay_write_text(writer, step, "unless", repair->steps[i].unless);
        assay_write_text(writer, step, "sql", repair->steps[i].sql);
    }
}

void assay_write_plan(assay_writer *writer, xmlNodePtr parent, const assay_plan *plan,
                      const assay_verdict *verdict)
{
    xmlNodePtr node = assay_write_node(writer, parent, "plan");
    assay_write_word(writer, node, "dialect",
                     assay_dialect_name(verdict->snapshot->catalog->dialect));
    assay_write_text(writer, node, "stop", plan->stop);
    assay_write_text(writer, node, "file", plan->request.file);
    assay_write_text(writer, node, "profiles", plan->request.profiles);
    assay_write_list(writer, node, "options", "option", plan->request.options,
                     plan->request.n_options);
    assay_write_list(writer, node, "programs", "program", plan->programs, plan->n_programs);
    assay_write_text(writer, node, "backup", plan->backup);
    xmlNodePtr repairs = assay_write_node(writer, node, "repairs");
    for (size_t i = 0; i < plan->repairs->n_items; i++)
        write_repair(writer, repairs, &plan->repairs->items[i]);
}

static void write_command(assay_writer *writer, xmlNodePtr commands, const char *purpose,
                          const char *shell, const char *sql)
{
    xmlNodePtr node = assay_write_node(writer, commands, "command");
    assay_write_word(writer, node, "purpose", purpose);
    assay_write_text(writer, node, "shell", shell);
    assay_write_text(writer, node, "sql", sql);
}

/* What comes before the stamp. */
void assay_write_plan_commands(assay_writer *writer, xmlNodePtr commands, const assay_plan *plan)
{
    assay_buffer backup = ASSAY_BUFFER_INIT(ASSAY_MAX_TEXT);
    if (plan->backup != NULL) {
        if (plan->request.file != NULL) {
            assay_buffer_add(&backup, "sqlite3 ");
            assay_quote_shell(&backup, plan->request.file);
            assay_buffer_printf(&backup, " '.backup %s'", plan->backup);
        } else {
            assay_buffer_printf(&backup, "pg_dump -Fc -f %s -d \"$DATABASE_URL\"", plan->backup);
        }
        write_command(writer, commands, "backup", assay_buffer_text(&backup), NULL);
    }
    writer->failed |= backup.status != ASSAY_OK;
    assay_buffer_release(&backup);
    for (size_t i = 0; i < plan->repairs->n_items; i++) {
        const assay_repair *repair = &plan->repairs->items[i];
        for (size_t k = 0; k < repair->n_steps && repair->safety == ASSAY_REPAIR_SAFE; k++)
            write_command(writer, commands, "repair", NULL, repair->steps[k].sql);
    }
}
