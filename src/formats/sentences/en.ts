// English. Placeholders as in the sentences of the document: {name}, {name:bytes}.

export const en = {
  // Formats.
  'format-faaslab': 'Faaslab workflow',
  'format-sam': 'AWS SAM project',

  // Why a template can't be read.
  'yaml-unreadable': 'Line {line}, column {column}: the template is not readable YAML ({reason}).',
  'yaml-alias': 'Line {line}: the alias *{name} refers to nothing before it. Write the value out.',
  'yaml-key': 'Line {line}, column {column}: a list or an object can’t be a key. Use a plain text.',
  'template-too-large': 'The template has {bytes:bytes}; {maximum:bytes} can be read at most. Nothing was opened.',
  'template-too-long': 'The template has more than {maximum} lines. Nothing was opened.',
  'template-too-deep': 'Line {line}: the template is nested more than {maximum} levels deep. Nothing was opened.',
  'template-too-many-values':
    'Line {line}: with its aliases followed the template has more than {maximum} values. Nothing was opened.',
  'template-forbidden-key': 'Line {line}, column {column}: the name “{key}” is not allowed. Rename or remove it.',
  'template-no-resources':
    'This is no SAM or CloudFormation template: it has no “Resources”. Choose its template.yaml.',

  // What reading says.
  'template-duplicate-key': 'Line {line}: {key} is there twice; the last one counts.',
  'metadata-unusable': 'What Faaslab noted in the template’s Metadata can’t be used any more: places and ids are new.',
  'value-unresolved':
    '{name}: {property} depends on what the template alone does not say. It is kept; the default runs here.',
  'value-refused': '{name}: {property} has a value that can’t be used here. It is kept; the default runs here.',
  'variable-guessed':
    '{name}: the variable {variable} is known at deployment only. Here it has a made-up value; edit it to fit.',
  'resource-kept': '{name} ({type}) is not emulated here and not drawn. It is kept and exported.',
  'setting-unread':
    '{name}: the parameter’s value depends on what the template alone does not say. Set it in the settings to use it here.',
  'secret-made-up':
    '{name}: the secret’s value is not in the template. Here it has a made-up one; set it in the settings.',
  'event-kept': '{name}: its event {event} ({type}) is not emulated here. It is kept and exported.',
  'subscription-kept': '{name}: {count} of its subscriptions can’t be drawn here. They are kept and exported.',
  'notification-kept': '{name}: {count} of its notifications can’t be drawn here. They are kept and exported.',
  'bucket-bus-unwritten':
    '{name} → {bus}: in a template a bucket tells only the bus called “default”. Call it so, or forward from there.',
  'event-bus-model-unwritten': '{name}: how long EventBridge waits between tries is fixed; these settings stay here.',
  'event-pattern-unwritten':
    '{name} → {to}: the event pattern can’t be written into a template. Make it a plain JSON object.',
  'table-model-unwritten':
    '{name}: when expired items are deleted and how long calls take are settings of the emulation; they stand in the Metadata.',
  'stream-node-unwritten':
    '{name}: how long calls take, and parts of an hour of its retention, are settings of the emulation; they stand in the Metadata.',
  'stream-model-unwritten':
    '{name} → {to}: the waits between retries are settings of the emulation; they stand in the Metadata.',
  'topic-model-unwritten': '{name}: how SNS tries deliveries again is fixed; its retry settings stay here.',
  'filter-policy-unwritten':
    '{name} → {to}: the filter policy can’t be written into a template. Make it a plain JSON object.',
  'redrive-elsewhere': '{name}: its dead-letter queue is not in this template. The policy is kept and exported.',
  'definition-elsewhere': '{name}: its routes stand in another file, which is not read. They are not drawn.',
  'routes-kept': '{name}: {count} of its routes lead to no function. They are not drawn here, but kept and exported.',
  'target-elsewhere': '{name}: some of its targets are not drawn here. They are kept and exported.',
  'files-left-out': '{count} files of code were left out, the largest first: a workflow holds {maximum:bytes} of them.',
  'notes-left-out': '… and {count} notes more.',

  // What a SAM template has no word for.
  'sam-no-client': '{name}: traffic is not part of a SAM template. It is noted in its Metadata.',
  'sam-no-service':
    '{name}: a service outside is not part of a SAM template. Its address is a variable; the rest is noted in its Metadata.',
  'policies-wrapped':
    '{name} → {to}: AWS keeps no policies on calls. {policies} stand in {file}, which goes around the handler; `Handler` names it.',
  'shared-breaker-unwritten':
    '{name} → {to}: exported, the circuit breaker is one for each environment. A table to share it in is not written.',
  'carried-unwritten':
    '{name} → {to}: exported, a time limit holds for this call only; it does not go along to what is called.',
  'policies-unwritten':
    '{name} → {to}: AWS keeps no policies on calls ({policies}). They are noted in the template’s Metadata; write them in the handler.',
  'model-unwritten':
    '{name}: cold starts, expiry and computing time are a model of Faaslab’s, noted in the template’s Metadata.',
  'scenario-unwritten': 'Start, seed, duration and faults of the run are noted in the template’s Metadata.',
  'secure-parameter-unwritten':
    '{name}: CloudFormation can’t make a SecureString. It is not written, nor is its value; make it by hand.',
  'secret-value-unwritten': '{name}: the secret is written without its value. Set it after the deployment.',
  'notes-unwritten': '{count} sticky notes are noted in the template’s Metadata.',
  'self-call-variable':
    '{name} calls itself: the variable {variable} is not written, as it would refer to itself. Read AWS_LAMBDA_FUNCTION_NAME.',
  'self-call-permission':
    '{name} calls itself: the permission is not written, as it would refer to itself. Add it by hand.',
  'circular-calls':
    '{name} and {to} call each other: CloudFormation can’t make either first. Put a queue between them.',
  'variable-unwritable':
    '{name}: a variable named {variable} can’t stand in a template, which would read it as something else. It is not written; rename it.',
  'role-is-given': '{name} has a role of its own: permissions for its calls are not written. Add them to the role.',
  'provisioned-unwritten':
    '{name}: provisioned concurrency of a plain Lambda function belongs to a version or an alias and is not written. Add it by hand.',
  'scaling-unwritten':
    '{name}: AWS scales functions its own way; the other way of scaling is noted in the template’s Metadata only.',
  'invoke-config-unwritten':
    '{name}: retries and age of asynchronous events are not written for a plain Lambda function.',
  'route-unwritten': '{name} → {to}: a REST API can’t be led to a plain Lambda function here. Add the method by hand.',
  'target-unwritten': '{name} → {to}: an EventBridge schedule has one target. This one is noted in the Metadata only.',
  'refers-to-removed': '{resource} refers to {name}, which is no longer in the workflow. Remove it or correct it.',
  'comments-lost': 'Comments, blank lines and the order of the imported template are not kept; everything else is.',
  'template-file-moved':
    'The file {path} of the workflow makes room for the template; its text is noted in the Metadata.',
  'template-over-limit': 'The template has {bytes:bytes}; CloudFormation takes {maximum:bytes} at most.',

  // Archives.
  'zip-unreadable': 'This is no readable zip archive. Nothing was opened.',
  'zip-too-many': 'The archive has more than {maximum} files. Nothing was opened.',
  'zip-too-large': 'The archive unpacks to more than {maximum:bytes}. Nothing was opened.',
  'zip-path': 'The archive has a file “{path}”, which would lie outside its folder. Nothing was opened.',
} as const satisfies Readonly<Record<string, string>>

export type FormatSentenceCode = keyof typeof en
