// English. A placeholder is {name}, {name:duration} (milliseconds), {name:kind} (a kind's title) or {name:bytes}.

export const en = {
  // Connections.
  'connect-no-node': 'There is no node {node} to connect.',
  'connect-no-port': '{node} ({kind:kind}) has no port “{port}”.',
  'connect-from-input': '“{port}” of {node} is an input. Start the connection at an output.',
  'connect-to-output': '“{port}” of {node} is an output. End the connection at an input.',
  'connect-other-port': '“{fromPort}” of {from} doesn’t lead to {to}. Use its output “{otherPort}”.',
  'connect-put-between':
    '{from} ({fromKind:kind}) can’t be joined to {to} ({toKind:kind}). Put a {between:kind} between them.',
  'connect-turn-round':
    '{from} ({fromKind:kind}) can’t be joined to {to} ({toKind:kind}). Draw it the other way: from {to} to {from}.',
  'connect-impossible':
    '{from} ({fromKind:kind}) can’t be joined to {to} ({toKind:kind}). A {source:kind} can lead to {to}.',
  'connect-self': '{from} can’t be joined to itself. Add another {toKind:kind} for it.',
  'connect-duplicate': '{from} is joined to {to} already. Edit that connection instead.',
  'connect-one-only': '“{port}” of {from} takes one connection. Remove the one it has first.',
  'connect-too-many': '“{port}” of {from} takes {maximum} connections at most. Remove one first.',

  // Edits.
  'no-such-node': 'There is no node {node} in this workflow.',
  'no-such-edge': 'There is no connection {edge} in this workflow.',
  'no-such-note': 'There is no note {note} in this workflow.',
  'no-such-fault': 'There is no fault {fault} in this scenario.',
  'no-such-file': 'There is no file {path} in this workflow.',
  'id-taken': 'The id {id} is taken already. Choose another one.',
  'id-unusable': 'The id “{id}” can’t be used: a letter, then letters, digits, - or _, 64 at most.',
  'name-taken': 'Another node is called {name} already. Choose another name.',
  'name-unusable': 'The name “{name}” can’t be used: a letter, then letters and digits only, 255 at most.',
  'file-path-unusable':
    'The path “{path}” can’t be used: names joined by /, none of them empty, “.” or “..”, 512 characters at most.',
  'file-exists': 'There is a file {path} already. Choose another name.',
  'position-not-finite': 'The position of {subject} is not a number. Give both x and y.',
  'position-too-far': 'The position of {subject} is too far out: x and y must lie within {maximum} of the middle.',
  'too-many-nodes': 'That makes {count} nodes; a workflow holds {maximum} at most.',
  'too-many-edges': 'That makes {count} connections; a workflow holds {maximum} at most.',
  'too-many-files': 'That makes {count} files; a workflow holds {maximum} at most.',
  'too-many-notes': 'That makes {count} notes; a workflow holds {maximum} at most.',
  'file-is-folder': 'The path {path} needs a folder {other}, but that is a file. Rename one of them.',
  'too-large': 'That makes {bytes:bytes}; a workflow holds {maximum:bytes} at most.',

  // Values.
  'value-type': '{field} must be {expected:type}.',
  'value-missing': '{field} is missing; it must be {expected:type}.',
  'value-minimum': '{field} must be at least {minimum}.',
  'value-above': '{field} must be above {minimum}.',
  'value-maximum': '{field} must be at most {maximum}.',
  'value-below': '{field} must be below {maximum}.',
  'value-too-short': '{field} is too short: at least {minimum}.',
  'value-too-long': '{field} is too long: at most {maximum}.',
  'value-choice': '{field} must be one of {choices}.',
  'value-format': '{field} is not written as it must be ({format}).',
  'value-not-a-choice': '{field} is none of the forms it can have. Choose one of them.',
  'value-refused': '{field} can’t be used as it is.',
  'value-too-deep': '{field} is nested more than {maximum} levels deep.',
  'value-forbidden-key': '{field} uses the name “{key}”, which is not allowed in a workflow.',
  'value-unknown-field': '{field} is not known here. Check its spelling, or remove it.',

  // Documents.
  'json-unexpected': 'Line {line}, column {column}: {found} is not expected there. The text is not JSON.',
  'json-ended': 'Line {line}, column {column}: the text ends too early. It is not whole JSON.',
  'json-duplicate-key': 'Line {line}: {path} is there twice. Keep one of them.',
  'json-forbidden-key':
    'Line {line}: {path} uses the name “{key}”, which is not allowed in a workflow. Rename or remove it.',
  'json-too-deep': 'Line {line}: {path} is nested more than {maximum} levels deep.',
  'document-not-object': 'This is not a workflow: it must be a JSON object with "format": "faaslab".',
  'document-not-ours': 'This is not a workflow of Faaslab: its "format" is not "faaslab".',
  'document-version-missing': 'The workflow doesn’t say its version. Expected a whole number from 1 to {newest}.',
  'document-too-new':
    'The workflow has version {version}; this Faaslab reads up to version {newest}. Open it in a newer one.',
  'document-name-twice': '{path}: the name {name} is used by {other} already. Names must be unique.',
  'document-edge-dangling': '{path}: there is no node {node}. Remove the connection or add the node.',
  'document-too-many-problems': 'There are {count} problems; the first {shown} are listed.',

  // Rules.
  'queue-visibility-below-timeout':
    '{function} may run for {timeoutMs:duration}, longer than {queue} hides its messages ({visibilityMs:duration}). AWS refuses this. Raise the visibility timeout.',
  'queue-visibility-short':
    '{queue} hides its messages for {visibilityMs:duration}; AWS recommends six times the timeout of {function} and the batching window, {recommendedMs:duration}.',
  'queue-no-dead-letter':
    '{queue} has no dead-letter queue: a message that always fails comes back until it expires after {retentionMs:duration}.',
  'queue-batch-needs-window':
    '{function} takes batches of {batchSize} from {queue}. Above 10, AWS asks for a batch window of at least 1 s.',
  'queue-fifo-batch-too-large':
    '{function} takes batches of {batchSize} from {queue}. A FIFO queue gives at most 10 messages at once.',
  'queue-fifo-window': '{queue} is a FIFO queue: its consumer {function} can’t wait for a batch window.',
  'queue-filter-refused':
    'Lambda refuses filter {number} between {queue} and {function}: {reason} (line {line}, column {column}).',
  'queue-pollers-and-concurrency':
    'Between {queue} and {function}, provisioned pollers and a maximum concurrency exclude each other.',
  'queue-pollers-crossed': 'Between {queue} and {function} there are {minimum} pollers at least and {maximum} at most.',
  'queue-dead-letters-not-fifo': '{dead} takes the dead letters of {queue}, a FIFO queue, so it must be FIFO, too.',
  'queue-dead-letters-fifo':
    '{dead} is a FIFO queue: it can’t take the dead letters of {queue}, which is a standard one.',
  'queue-fifo-needs-group':
    '{source} names no message group, so it can’t send to the FIFO queue {queue}. Put a function between them, or make the queue a standard one.',
  'queue-concurrency-above-reserved':
    '{queue} may run {maximum} invocations of {function}, which has {reserved} reserved. The rest is throttled and may end as dead letters.',
  'queue-redrive-cycle': 'Dead letters go round in a circle: {path}. A message that always fails never comes to rest.',
  'retry-multiplies':
    'Retries multiply along {path}: one request can become {product} attempts ({factors}). Retry in one of these places only, or set a retry budget.',
  'function-no-code': '{function} has no files below {folder}. Add its handler.',
  'function-no-module':
    '{function} names the handler {handler}, but there is no file {module} with a known ending in {folder}.',
  'function-no-export': '{file} has no export “{export}”, which the handler {handler} of {function} names.',
  'function-handler-unreadable':
    'The handler “{handler}” of {function} can’t be read. Write file.export, such as index.handler.',
  'function-runtime-not-here':
    '{function} uses {runtime}, which can’t run here yet. It is kept and exported; its invocations fail here.',
  'function-reserved-leaves-too-little':
    'The functions reserve {reserved} of the account’s {account}. AWS refuses {function}’s share: {least} must stay unreserved.',
  'function-provisioned-above-reserved':
    '{function} has {provisioned} environments provisioned, but only {reserved} reserved. AWS refuses this. Reserve as many, or provision fewer.',
  'function-destination-idle':
    'Destinations and dead letters are for asynchronous events; {function} is only asked by {callers}, which wait for its answer. Nothing will come this way.',
  'function-calls-itself': '{function} calls itself. If nothing stops it, it goes on for ever.',
  'function-feeds-itself':
    '{function} sends to {queue}, which triggers it again. If nothing stops it, it goes on for ever.',
  'function-environment-large': 'The variables of {function} take {bytes:bytes}; AWS allows {maximum:bytes}.',
  'api-gives-up-first':
    '{api} waits {apiMs:duration} for {function}, which may run for {timeoutMs:duration}. Callers then get {status} while it goes on and is billed.',
  'api-timeout-above-limit':
    '{api} waits {timeoutMs:duration}, but an HTTP API waits {limitMs:duration} at most. Shorten the timeout, or make it a REST API.',
  'api-timeout-needs-quota':
    '{api} waits {timeoutMs:duration}. AWS lets a REST API wait longer than {limitMs:duration} only where the quota of a Regional API was raised.',
  'api-stage-refused':
    'A stage of {api} can’t be called {stage}. Use letters, digits, _ and -; $default is for HTTP APIs only.',
  'api-rest-default-route':
    'A REST API has no $default route. Give the route of {api} to {function} a path, such as /{proxy+}.',
  'api-cors-any-origin-with-credentials':
    '{api} allows credentials from any origin, which API Gateway and browsers refuse. Name the origins, or allow no credentials.',
  'api-cors-one-origin':
    'The mock answers of a REST API name one origin, and {api} has {count}. Name one, or let a function answer OPTIONS.',
  'api-preflight-protected':
    'The route {route} of {api} takes OPTIONS, too, and asks {authorizer} for it, so browsers’ preflight requests get 401. Name the methods, or add a route OPTIONS without an authorizer.',
  'api-authorizer-not-there':
    'The route {route} of {api} needs the authorizer {authorizer}, which no connection of {api} has. Draw it to a function, or choose another.',
  'api-authorizer-twice': '{api} has two authorizers called {authorizer}. Give one of them another name.',
  'api-authorizers-for-all':
    '{api} has two authorizers for all routes, {first} and {second}. Let one be for named routes only.',
  'api-authorizer-caches-nobody':
    'The authorizer {authorizer} of {api} keeps answers for {ttlMs:duration}, but nothing says whose they are. Add an identity source, or keep them for 0 s.',
  'api-authorizer-token-of-rest':
    'The authorizer {authorizer} takes a token, which only a REST API can give it. Make it a REQUEST authorizer, or {api} a REST API.',
  'api-authorizer-token-source':
    'The authorizer {authorizer} of {api} takes its token from one header: its identity source must be such as $request.header.Authorization.',
  'api-authorizer-validation':
    'The token validation of {authorizer} is no regular expression: {reason}. Correct it or leave it empty.',
  'api-authorizer-idle':
    'No route of {api} needs the authorizer {authorizer}. Let a route name it, or let it be for all.',
  'api-route-twice': '{api} has the route {method} {route} twice. Change or remove one.',
  'variable-twice':
    '{function} would get the variable {variable} twice ({first}, {second}). Name one of them otherwise.',
  'variable-unusable':
    'The variable “{variable}” of {function} can’t be used: a letter, then letters, digits or _, and no name that AWS reserves.',
  'schedule-expression-invalid': '{schedule}: “{expression}” is not a schedule ({reason:reason}). AWS: {said}',
  'schedule-zone-unknown': '{schedule}: there is no time zone “{zone}”. Write a name such as Europe/Berlin, or UTC.',
  'schedule-zone-misspelt': '{schedule}: there is no time zone “{zone}”. Is it {similar}?',
  'schedule-date-invalid': '{schedule}: “{date}” is no time in UTC. Write one such as 2026-01-31T08:00:00Z.',
  'schedule-ends-before-it-starts': '{schedule} ends ({end}) before it starts ({start}). Move one of the dates.',
  'schedule-rule-has-none':
    '{schedule}: a rule counts in UTC, and has no time zone, window or dates. Let it be a schedule of EventBridge Scheduler.',
  'schedule-targets': '{schedule} has {count} targets; EventBridge Scheduler takes one. Draw a schedule for each.',
  'schedule-event-unnamed':
    '{schedule} → {target}: an event needs a source and a detail type. Set both on the connection.',
  'schedule-event-of-aws': '{schedule} → {target}: a source that begins with “aws.” is AWS’s own. Choose another one.',
  'event-rule-refused': '{bus} → {target}: the rule is not valid ({line}:{column}). {message}',
  'event-rule-patterns-differ':
    '{bus}: the rule {rule} has two patterns. Edges of one name are one rule: give them one pattern, or two names.',
  'event-archive-refused': '{bus}: the archive {archive} is not valid ({line}:{column}). {message}',
  'event-archive-twice': '{bus}: the archive {archive} is there twice in the account. Give one of them another name.',
  'event-rule-targets': '{bus}: the rule {rule} has {count} targets; EventBridge takes {maximum}.',
  'event-bus-cycle':
    '{bus}: its events come back to it through rules between buses. Narrow a pattern, or they go round for ever.',
  'bucket-name-taken': '{bucket} would have the name {name} in S3, which is {other}’s. Give one of them another name.',
  'bucket-notifications-overlap':
    '{bucket} → {target}: S3 refuses it beside the one for {other}, as both want {event} of the same keys. Change a prefix, a suffix or the events.',
  'bucket-bus-unfiltered':
    '{bucket} → {bus}: EventBridge gets every change, whatever prefix and suffix say. Filter in a rule of {bus}.',
  'bucket-bus-not-default':
    '{bucket} → {bus}: in AWS S3 tells only the bus called “default”. Call it so, or forward from there.',
  'function-writes-to-its-trigger':
    '{function} may write to {bucket}, which triggers it for every key. If it does, it goes on for ever. Write to another bucket, or give the notification a prefix.',
  'schedule-input-not-json': '{schedule}: the input for {target} is not JSON.',
  'table-key-twice': '{table}: {key} can’t be both partition key and sort key. Choose another sort key, or none.',
  'table-key-types-differ': '{table}: {key} is a key in two types. A key attribute has one type in table and indexes.',
  'table-index-twice': '{table} has two indexes called {index}. Give them two names.',
  'stream-filter-refused':
    '{table} → {consumer}: Lambda refuses filter {number}: {reason} (line {line}, column {column}).',
  'stream-retries-for-ever':
    '{table} → {consumer}: a record that always fails holds up all behind it until it expires after {hours} h. Set a number of retries.',
  'stream-destination-of-nobody':
    '{table} → {target}: nobody called {consumer} consumes the stream. Name a consumer, or leave it empty for all.',
  'topic-filter-policy-refused':
    '{topic} → {target}: SNS refuses the filter policy: {message} (line {line}, column {column}).',
  'topic-dead-letters-of-nobody':
    '{topic} → {queue}: nobody called {endpoint} is subscribed. Name a subscriber, or leave it empty for all.',
  'node-nothing-out': '{name} leads nowhere. Connect its output “{port}”.',
  'node-nothing-in': 'Nothing reaches {name}. Connect something to its input “{port}”.',
  'policy-cap-below-base':
    '{from} → {to}: the longest wait ({capMs:duration}) is below the first one ({baseMs:duration}).',
  'policy-window-below-minimum':
    '{from} → {to}: the breaker needs {minimum} calls, but its window holds {size}; {size} will be enough.',
  'policy-half-open-none':
    '{from} → {to}: a half-open breaker that permits 0 calls never learns anything and stays half-open. Permit at least one.',
  'policy-half-open-spare':
    '{from} → {to}: a half-open breaker permits {permitted} calls, but the first {minimum} results decide; the rest change nothing.',
  'policy-slow-never':
    '{from} → {to}: calls end after {timeoutMs:duration} at the latest, so none is ever slow ({slowMs:duration}).',
  'policy-total-below-attempt':
    '{from} → {to}: the whole may take {totalMs:duration}, less than one attempt ({attemptMs:duration}). Further attempts never happen.',
  'policy-timeout-after-function':
    '{from} → {to}: the time limit ({timeoutMs:duration}) never passes, because {from} itself ends after {functionMs:duration}.',
  'policy-retry-nothing':
    '{from} → {to}: the retry names no failure to retry, or allows one attempt only. It does nothing.',
  'policy-open-cap-below-wait':
    '{from} → {to}: the breaker’s longest time open ({capMs:duration}) is below its first one ({waitMs:duration}). Raise it, or leave it empty.',
  'policy-shared-by-one':
    '{from} → {to}: a client is one; its breaker is kept by itself, whoever is said to share it. Choose one for each environment.',
  'policy-shared-probe-lost':
    '{from} → {to}: a probe of the shared breaker is lost when its environment dies or freezes, and half-open then lasts for ever. Set “Half-open at most”.',
  'policy-shared-refuses':
    '{from} → {to}: in a shared breaker other calls are refused while a probe is under way: a table can’t wake those that cockatiel lets wait.',
  'policy-opossum-counts-seconds':
    '{from} → {to}: opossum counts the calls of the last seconds, not the last calls. Choose a window of seconds to have its rule whole.',
  'policy-wait-past-timeout':
    '{from} → {to}: a call may wait {waitMs:duration} before it is sent, but a time limit around it ends after {timeoutMs:duration}. Shorten the wait.',
  'policy-wait-below-token':
    '{from} → {to}: a token comes every {tokenMs:duration}, so a wait of {waitMs:duration} mostly ends in a refusal. Lengthen the wait, or set it to 0s.',
  'policy-fallback-hides':
    '{from} → {to}: the fallback answers before the policy around it sees a failure, so that one does nothing. Move the fallback outwards.',
  'policy-fallback-not-json':
    '{from} → {to}: the fallback’s body is not JSON, and the output of an SDK call is. Write an object such as an empty pair of braces.',
  'policy-hedge-never':
    '{from} → {to}: hedging begins after {delayMs:duration}, but the time limit around it ends after {timeoutMs:duration}. Shorten the delay.',
  'policy-budget-never':
    '{from} → {to}: a retry costs {cost} tokens and the budget holds {capacity}, so nothing is ever retried. Raise the budget.',
  'policy-throttle-nothing':
    '{from} → {to}: the adaptive throttle counts nothing as rejected, so it refuses nothing. Choose at least one failure.',
  'run-without-end': '{name} makes events for ever and the scenario has no duration. Headless runs need one.',
  'service-same-url': '{name} and {other} have the same address {url}. Calls from {function} could mean either.',
  'fault-id-twice': 'Two faults in {field} have the same id. Give each its own.',
  'fault-on-nothing': 'Fault {fault} is drawn on {place}, which is not in this workflow. Remove it.',
  'fault-not-here':
    '{place}: “{effect:effect}” can’t be drawn here: {reason:faultreason}. Remove it, or draw it elsewhere.',
  'fault-ends-before-start':
    '{place}: the fault {fault} ends at {endMs:duration}, before it starts at {startMs:duration}. It never hits anything.',
  'fault-p99-below-median':
    '{place}: the 99th percentile of the added latency ({p99Ms:duration}) is below its median ({medianMs:duration}). The median alone counts.',
  'fault-pattern-refused': '{place}: the pattern of the poison message is not valid ({line}:{column}). {reason}',
  'kept-not-emulated': '{name}: {properties} came with an import and is not emulated here. It is kept and exported.',

  // What a run notes.
  'no-edge-for-fetch':
    '{function} fetches {url}, which belongs to {service}, without a connection: the call fails as an unknown host does. Connect {function} to {service}.',
  'no-service-for-fetch':
    '{function} fetches {url}, and no service has this address: the call fails as an unknown host does. Add a service with this base URL, or correct the address.',
  'no-edge-for-queue':
    '{function} asks the queue {queue} for {operation}, which no connection allows: AWS denies it. Connect {function} to {queue}, or allow it on their connection.',
  'no-edge-for-call':
    '{function} asks {target} ({kind:kind}) for {operation}, which no connection allows: AWS denies it. Connect {function} to {target}, or allow it on their connection.',
  'no-such-event-bus':
    '{function} puts events on the bus {bus}, which is not in this workflow: they reach nobody. Add an event bus of this name, or correct the name.',
  'no-such-parameter':
    '{function} asks for the parameter {name}, which is not in this workflow’s settings: it gets ParameterNotFound. Add it, or correct the name.',
  'no-such-secret':
    '{function} asks for the secret {name}, which is not in this workflow’s settings: it gets ResourceNotFoundException. Add it, or correct the name.',
  'operation-not-emulated':
    '{function} asks for {operation}, which is not emulated here: the call fails. Use another operation, or try this one on AWS.',
  'service-answer-unusable':
    '{service} answers 500: its handler returned {returned}. Return an object with status, headers and body.',
  'service-calls-nobody':
    'The handler of {service} calls {what}: a service outside calls nobody here. Answer from its own code.',
  'poison-not-applied':
    '{function}: a message could not be compared with the pattern of fault {fault}, as its body is no JSON object or is nested too deep. It counts as no match.',
  'object-refused': '{bucket} refused an object: {message} ({code}). Correct what sends it.',
  'replay-refused': '{bus} refused a replay: {message} ({code}). Correct it and replay again.',
  'event-refused': '{bus} refused an event: {message} ({code}). Correct what sends it.',
  'intrinsics-changed-in':
    '{file} ({function}) changes the built-in {what}, which all code of a run shares: the run may differ from AWS. Leave built-ins as they are.',
  'intrinsics-changed':
    '{function} changed the built-in {what}, which all code of a run shares: the run may differ from AWS. Leave built-ins as they are.',

  // Reasons of a schedule that can't be read.
  'schedule-reason-shape': 'write rate(5 minutes) or cron(0 12 * * ? *)',
  'schedule-reason-at-shape': 'write at(2026-01-31T08:00:00), without a zone',
  'schedule-reason-at-in-rule': 'a rule knows no at(…); EventBridge Scheduler does',
  'schedule-reason-rate-value': 'the number must be whole and at least 1',
  'schedule-reason-rate-unit': 'the unit must be minute, minutes, hour, hours, day or days',
  'schedule-reason-rate-plural': '1 takes the singular, other numbers the plural',
  'schedule-reason-cron-fields': 'cron takes six fields: minutes, hours, day of month, month, day of week, year',
  'schedule-reason-minutes': 'the minutes can’t be read; 0 to 59 with , - * /',
  'schedule-reason-hours': 'the hours can’t be read; 0 to 23 with , - * /',
  'schedule-reason-day-of-month': 'the day of month can’t be read; 1 to 31 with , - * ? / L W',
  'schedule-reason-month': 'the month can’t be read; 1 to 12 or JAN to DEC with , - * /',
  'schedule-reason-day-of-week': 'the day of week can’t be read; 1 (Sunday) to 7 or SUN to SAT with , - * ? L #',
  'schedule-reason-year': 'the year can’t be read; 1970 to 2199 with , - * /',
  'schedule-reason-one-question-mark': 'exactly one of day of month and day of week must be ?',

  // Edits, as the undo list names them.
  'did-add-node': 'Add {kind:kind}',
  'did-add-and-connect': 'Add {kind:kind} and connect it',
  'did-remove': 'Remove {count} items',
  'did-remove-one': 'Remove',
  'did-move-nodes': 'Move',
  'did-arrange': 'Tidy up',
  'did-rename-node': 'Rename to {name}',
  'did-edit-config': 'Change {fields}',
  'did-edit-edge-config': 'Change {fields} of a connection',
  'did-connect': 'Connect',
  'did-reconnect': 'Reconnect',
  'did-write-file': 'Edit {path}',
  'did-remove-file': 'Remove {path}',
  'did-rename-file': 'Rename {path} to {to}',
  'did-paste': 'Paste',
  'did-import-fragment': 'Import',
  'did-replace-document': 'Replace the workflow',
  'did-edit-scenario': 'Change the scenario',
  'did-edit-settings': 'Change the settings',
  'did-add-fault': 'Draw a fault: {effect:effect}',
  'did-edit-fault': 'Change a fault',
  'did-remove-faults': 'Remove {count} faults',
  'did-remove-one-fault': 'Remove a fault',
  'did-rename-workflow': 'Rename the workflow to {name}',
  'did-add-note': 'Add a note',
  'did-edit-note': 'Edit a note',
  'did-remove-note': 'Remove a note',

  // Types in sentences.
  'type-string': 'text',
  'type-number': 'a finite number',
  'type-int': 'a whole number',
  'type-boolean': 'true or false',
  'type-array': 'a list',
  'type-object': 'an object',
  'type-record': 'an object',
  'type-json': 'plain JSON',

  // Why a fault can’t be drawn somewhere.
  'fault-only-messages': 'only messages come twice or out of order; here the sender waits for the answer',
  'fault-only-connections': 'only a connection can be cut',
  'fault-only-consumed': 'only what a function takes can be poison',
  'fault-only-started': 'only functions and services start slowly',
  'fault-only-functions': 'only a function’s environment crashes',
  'fault-only-reached': 'nothing reaches it',
  'fault-only-outside': 'the provider moves these itself',

  // Effects of faults in sentences.
  'effect-latency': 'added latency',
  'effect-error': 'errors',
  'effect-drop': 'lost on the way',
  'effect-duplicate': 'duplicates',
  'effect-reorder': 'out of order',
  'effect-corrupt': 'corrupted',
  'effect-throttle': 'throttled',
  'effect-outage': 'outage',
  'effect-partition': 'partition',
  'effect-poison': 'poison message',
  'effect-slow-start': 'slow start',
  'effect-crash': 'crash of the environment',

  // Kinds in sentences.
  'kind-client': 'client',
  'kind-http-api': 'HTTP API',
  'kind-schedule': 'schedule',
  'kind-function': 'function',
  'kind-queue': 'queue',
  'kind-topic': 'topic',
  'kind-event-bus': 'event bus',
  'kind-bucket': 'bucket',
  'kind-stream': 'stream',
  'kind-table': 'table',
  'kind-service': 'service',
} as const satisfies Readonly<Record<string, string>>

export type SentenceCode = keyof typeof en
