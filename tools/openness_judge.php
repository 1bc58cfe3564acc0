<?php declare(strict_types=1);
/*
 * Asks the Model Openness Tool itself: its own ModelEvaluator, LicenseHandler, ComponentManager and
 * ModelUpdater judge each model, without Drupal and without a database. The classes below stand in
 * for what Drupal would hand them.
 *
 *     php openness_judge.php CLONE MODELS.json     writes {file: {class, license of each component}}
 *
 * tools/openness_models.py calls it; the models come as JSON, since PHP reads no YAML by itself.
 */

namespace Drupal\Core\Entity {
    interface EntityTypeManagerInterface { public function getStorage(string $type); }
    interface EntityStorageInterface {}
}
namespace Drupal\Core\Config { interface ConfigFactoryInterface { public function get(string $name); } }
namespace Drupal\Core\StringTranslation { class TranslatableMarkup {} trait StringTranslationTrait {} }
namespace Drupal\user { interface UserStorageInterface {} interface UserInterface {} }
namespace Drupal\mof\Entity { class Model { const STATUS_APPROVED = 'approved'; } }
namespace Drupal\mof {
    interface ModelInterface {}
    interface ComponentInterface {}
}

namespace {
    $module = $argv[1] . '/web/modules/mof';
    foreach (['ComponentManagerInterface', 'LicenseHandlerInterface', 'ModelEvaluatorInterface', 'Component',
        'ComponentManager', 'LicenseHandler', 'ModelEvaluator', 'ModelUpdater'] as $class) {
        require "$module/src/$class.php";
    }
    $input = json_decode(file_get_contents($argv[2]), true);

    final class Licence {
        public function __construct(private array $raw) {}
        public function __toString(): string { return $this->raw['licenseId']; }
        public function getLicenseId(): string { return $this->raw['licenseId']; }
        public function isOsiApproved(): bool { return (bool) ($this->raw['isOsiApproved'] ?? false); }
        public function isFsfApproved(): bool { return (bool) ($this->raw['isFsfLibre'] ?? false); }
        public function getContentType(): array { return array_filter((array) ($this->raw['ContentType'] ?? [])); }
    }

    final class Storage implements Drupal\Core\Entity\EntityStorageInterface, Drupal\user\UserStorageInterface {
        public function __construct(private array $all = []) {}
        public function loadMultiple(): array { return $this->all; }
    }

    final class Entities implements Drupal\Core\Entity\EntityTypeManagerInterface {
        public function __construct(private array $licences) {}
        public function getStorage(string $type) { return new Storage($type === 'license' ? $this->licences : []); }
    }

    final class Settings implements Drupal\Core\Config\ConfigFactoryInterface {
        public function __construct(private array $components) {}
        public function get(string $name) { return $name === 'components' ? $this->components : $this; }
    }

    final class AModel implements Drupal\mof\ModelInterface {
        private array $fields = [];
        public function set(string $name, $value) { $this->fields[$name] = $value; return $this; }
        public function setStatus($status) { return $this; }
        public function save(): int { return 1; }
        public function getLicenses(): ?array { return $this->fields['license_data']['licenses']; }
        public function getComponents(): ?array { return $this->fields['components']; }
    }

    // A licence that two files have is the one of the later file, and of the later entry.
    $licences = [];
    foreach (['licenses.json', 'mof-licenses.json'] as $file) {
        foreach (json_decode(file_get_contents("$module/$file"), true)['licenses'] as $raw) {
            $licences[$raw['licenseId']] = new Licence($raw);
        }
    }
    $entities = new Entities($licences);
    $components = new Drupal\mof\ComponentManager(new Settings($input['components']));
    $handler = new Drupal\mof\LicenseHandler($entities);
    $updater = new Drupal\mof\ModelUpdater($entities, $components);
    $evaluator = new Drupal\mof\ModelEvaluator($entities, $components, $handler);
    $answers = [];
    foreach ($input['models'] as $file => $release) {
        $model = new AModel();
        $updater->update($model, $release);
        $answers[$file] = [
            'class' => $evaluator->setModel($model)->getClassification(false),
            'warned' => $evaluator->evaluate()['not-type-appropriate'],
        ];
    }
    $types = [];
    foreach ($licences as $id => $licence) {
        if ($handler->isOpenSourceLicense($id) || $licence->getContentType()) {
            $types[$id] = [$handler->isOsiApproved($id), $handler->isFsfApproved($id), $handler->isOpenData($id),
                in_array($id, $handler::OPEN_LICENSES), array_values($licence->getContentType())];
        }
    }
    foreach ($handler::OPEN_DATA_LICENSES as $id) {
        $types[$id] ??= [false, false, true, false, []];
    }
    echo json_encode(['models' => $answers, 'licences' => $types], JSON_PRETTY_PRINT);
}
