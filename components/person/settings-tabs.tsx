import { TabLinks } from '../ui/tab-links'

/** The settings that belong to no project. */
export function SettingsTabs({ current }: { current: 'people' | 'projects' }) {
  return (
    <div className="pb-6">
      <TabLinks
        label="Settings"
        links={[
          { href: '/settings/people', label: 'People', current: current === 'people' },
          { href: '/settings/projects', label: 'Projects', current: current === 'projects' },
        ]}
      />
    </div>
  )
}
