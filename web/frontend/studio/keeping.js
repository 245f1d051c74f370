// Copies of an element (paste, another type of task) keep the attributes the library does not know.
import ModdleCopy from 'bpmn-js/lib/features/copy-paste/ModdleCopy';

class KeepingCopy extends ModdleCopy {
  copyElement(source, target, properties, clone) {
    const copy = super.copyElement(source, target, properties, clone);
    for (const [name, value] of Object.entries(source.$attrs ?? {})) {
      if (name.includes(':') && !name.startsWith('xmlns')) copy.$attrs[name] ??= value;
    }
    return copy;
  }
}

KeepingCopy.$inject = ['eventBus', 'bpmnFactory', 'moddle'];

export default { moddleCopy: ['type', KeepingCopy] };
