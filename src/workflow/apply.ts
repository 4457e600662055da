// The one way a document changes: a pure function of the document and a command. What can't be done is refused with
// a reason, and nothing was changed.
import { type JsonObject, success } from '#base'
import type { Command } from './command.ts'
import type { Workflow } from './document.ts'
import { checkPosition, checkSize, type Edited, refuse, refuseFirst, without } from './edit.ts'
import { addAndConnect, connect, editEdgeConfig, reconnect } from './edit-edges.ts'
import { addFault, editFault, removeFaults } from './edit-faults.ts'
import { removeFile, renameFile, writeFile } from './edit-files.ts'
import { insertFragment } from './edit-fragment.ts'
import { addNode, editConfig, moveNodes, remove, renameNode } from './edit-nodes.ts'
import { isUsableId, nextNoteId } from './names.ts'
import { readWorkflow } from './parse.ts'
import type { SentenceData } from './refusal.ts'
import { noteSchema, scenarioSchema, workflowNameSchema } from './schema.ts'
import type { SentenceCode } from './sentences/en.ts'
import { areDefaults, settingsOf } from './settings.ts'
import { settingsSchema } from './settings-schema.ts'
import { editValue, readValue } from './values.ts'

/** The document after the command: the same object where the command changes nothing. */
export function apply(workflow: Workflow, command: Command): Edited {
  const edited = edit(workflow, command)
  return edited.ok && edited.value !== workflow ? checkSize(workflow, edited.value) : edited
}

function edit(workflow: Workflow, command: Command): Edited {
  switch (command.type) {
    case 'add-node': {
      const added = addNode(workflow, command)
      return added.ok ? success(added.value.workflow) : added
    }
    case 'add-and-connect':
      return addAndConnect(workflow, command)
    case 'remove':
      return remove(workflow, command)
    case 'move-nodes':
    case 'arrange':
      return moveNodes(workflow, command.positions)
    case 'rename-node':
      return renameNode(workflow, command.node, command.name)
    case 'edit-config':
      return editConfig(workflow, command.node, command)
    case 'edit-edge-config':
      return editEdgeConfig(workflow, command.edge, command)
    case 'connect':
      return connect(workflow, command)
    case 'reconnect':
      return reconnect(workflow, command.edge, command)
    case 'write-file':
      return writeFile(workflow, command.path, command.text)
    case 'remove-file':
      return removeFile(workflow, command.path)
    case 'rename-file':
      return renameFile(workflow, command.path, command.to)
    case 'paste':
    case 'import-fragment':
      return insertFragment(workflow, command.fragment, command.offset)
    case 'replace-document': {
      const read = readWorkflow(command.workflow)
      return read.ok ? success(read.value) : refuseFirst(read.error)
    }
    case 'add-fault':
      return addFault(workflow, command.fault)
    case 'edit-fault':
      return editFault(workflow, command)
    case 'remove-faults':
      return removeFaults(workflow, command.ids)
    case 'edit-scenario': {
      const scenario = editValue(scenarioSchema, { ...workflow.scenario }, { ...command.patch })
      return scenario.ok ? success({ ...workflow, scenario: scenario.value }) : refuseFirst(scenario.error)
    }
    case 'edit-settings': {
      const settings = editValue(settingsSchema, settingsOf(workflow) as JsonObject, command.patch as JsonObject)
      if (!settings.ok) return refuseFirst(settings.error)
      const { settings: _before, ...rest } = workflow
      return success(areDefaults(settings.value) ? rest : { ...rest, settings: settings.value })
    }
    case 'rename-workflow': {
      const name = readValue(workflowNameSchema, command.name, ['name'])
      if (!name.ok) return refuseFirst(name.error)
      return success(name.value === workflow.name ? workflow : { ...workflow, name: name.value })
    }
    case 'add-note':
      return addNote(workflow, command)
    case 'edit-note':
      return editNote(workflow, command)
    case 'remove-note':
      if (!Object.hasOwn(workflow.notes, command.id)) return refuse('no-such-note', { note: command.id })
      return success({ ...workflow, notes: without(workflow.notes, new Set([command.id])) })
  }
}

function setNote(workflow: Workflow, id: string, given: Workflow['notes'][string]): Edited {
  const position = checkPosition(given.position, id)
  if (!position.ok) return position
  const note = readValue(noteSchema, { text: given.text, position: position.value })
  return note.ok ? success({ ...workflow, notes: { ...workflow.notes, [id]: note.value } }) : refuseFirst(note.error)
}

function addNote(workflow: Workflow, command: Extract<Command, { type: 'add-note' }>): Edited {
  const id = command.id ?? nextNoteId(workflow)
  if (!isUsableId(id)) return refuse('id-unusable', { id })
  return Object.hasOwn(workflow.notes, id) ? refuse('id-taken', { id }) : setNote(workflow, id, command)
}

function editNote(workflow: Workflow, command: Extract<Command, { type: 'edit-note' }>): Edited {
  const note = Object.hasOwn(workflow.notes, command.id) ? workflow.notes[command.id] : undefined
  if (!note) return refuse('no-such-note', { note: command.id })
  return setNote(workflow, command.id, { text: command.text ?? note.text, position: command.position ?? note.position })
}

/** What a command is called in the undo list: a sentence's code and data. */
export function describe(command: Command): { readonly code: SentenceCode; readonly data: SentenceData } {
  const fields = (patch: object, unset: readonly string[] = []): string => [...Object.keys(patch), ...unset].join(', ')
  switch (command.type) {
    case 'add-node':
      return { code: 'did-add-node', data: { kind: command.kind } }
    case 'add-and-connect':
      return { code: 'did-add-and-connect', data: { kind: command.node.kind } }
    case 'remove': {
      const count = [command.nodes, command.edges, command.notes].reduce((sum, ids) => sum + (ids?.length ?? 0), 0)
      return { code: count === 1 ? 'did-remove-one' : 'did-remove', data: { count } }
    }
    case 'rename-node':
      return { code: 'did-rename-node', data: { name: command.name } }
    case 'rename-workflow':
      return { code: 'did-rename-workflow', data: { name: command.name } }
    case 'edit-config':
      return { code: 'did-edit-config', data: { fields: fields(command.patch, command.unset) } }
    case 'edit-edge-config':
      return { code: 'did-edit-edge-config', data: { fields: fields(command.patch, command.unset) } }
    case 'write-file':
    case 'remove-file':
      return { code: `did-${command.type}`, data: { path: command.path } }
    case 'add-fault':
      return { code: 'did-add-fault', data: { effect: command.fault.effect.type } }
    case 'remove-faults': {
      const count = command.ids.length
      return { code: count === 1 ? 'did-remove-one-fault' : 'did-remove-faults', data: { count } }
    }
    case 'rename-file':
      return { code: 'did-rename-file', data: { path: command.path, to: command.to } }
    default:
      return { code: `did-${command.type}`, data: {} }
  }
}
